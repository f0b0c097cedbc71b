"""The head of an HTTP request, read as what it is.

The standard library's server reads it with the parser for mails, which takes longer than many a
call behind it.
"""

from collections.abc import ItemsView, Iterable


class Head:
    """Header fields: names keep their letters, and are found whatever their letters are."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._fields: dict[str, str] = {}
        name = ""
        for line in lines:
            text = line.decode("iso-8859-1").rstrip("\r\n")
            if text[:1] in (" ", "\t") and name:  # RFC 9112, 5.2: the line before goes on
                self._fields[name] += f" {text.strip()}"
                continue
            name, colon, value = text.partition(":")
            if colon:
                self._fields[name] = value.strip()
        self._names = {name.lower(): name for name in self._fields}

    def get(self, name: str, default: str = "") -> str:
        """Return a field's value."""
        found = self._names.get(name.lower())
        return default if found is None else self._fields[found]

    def items(self) -> ItemsView[str, str]:
        """Return names and values."""
        return self._fields.items()
