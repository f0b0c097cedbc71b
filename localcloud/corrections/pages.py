"""One page of a list, and the token of the next."""

from collections.abc import Sequence
from typing import Any

from localcloud.answers import AwsError


def page(
    found: Sequence[Any], size: int, token: str | None, refused: str
) -> tuple[Sequence[Any], str | None]:
    """Return the page that `token` names and the next token, None after the last page.

    Raises:
        AwsError: `token` is none of ours; its code is `refused`.
    """
    if token and not token.isdecimal():
        raise AwsError(refused, "The specified nextToken is invalid.")
    start = int(token or 0)
    end = start + size
    return found[start:end], str(end) if end < len(found) else None
