"""Give each answer its request id at once: moto draws it letter by letter and looks for its place.

Where the place is, it asks at each letter of the answer whether `<RequestId>` stands before it.
"""

import re
import string
from functools import wraps
from random import Random
from typing import Any

from moto.core.responses import BaseResponse
from moto.moto_api._internal.moto_random import MotoRandom
from moto.utilities.aws_headers import gen_amzn_requestid_long

PLACE = re.compile(r"<RequestId>.*</RequestId>")


def drawn(
    source: Random, length: int = 20, include_digits: bool = True, lower_case: bool = False
) -> str:
    """Return that many letters and digits."""
    pool = string.ascii_letters + (string.digits if include_digits else "")
    found = "".join(source.choices(pool, k=length))
    return found.lower() if lower_case else found


def enriched(headers: dict[str, str], body: Any) -> tuple[dict[str, str], Any]:
    """Return headers with a request id and the body with the same one."""
    if "status" in headers:
        headers["status"] = str(headers["status"])
    identifier = gen_amzn_requestid_long(headers)
    if isinstance(body, str) and "<RequestId>" in body:
        body = PLACE.sub(f"<RequestId>{identifier}</RequestId>", body)
    return headers, body


def install() -> None:
    """Let moto do it this way."""
    MotoRandom.get_random_string = wraps(MotoRandom.get_random_string)(drawn)
    BaseResponse._enrich_response = staticmethod(wraps(BaseResponse._enrich_response)(enriched))
