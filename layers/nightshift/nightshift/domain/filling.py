"""Fill the HTML templates of a package; the one place where values of a mail are escaped."""

from functools import cache, partial
from html import escape
from importlib.resources import files
from string import Template
from typing import Protocol


class Fill(Protocol):
    """A function that fills templates."""

    def __call__(self, name: str, **values: object) -> str:
        """Return the named template with its values, escaped unless a value is named `raw_…`."""


def of(package: str, folder: str) -> Fill:
    """Return what fills the templates `<folder>/<name>.html` of a package."""
    return partial(_filled, package, folder)


def _filled(package: str, folder: str, name: str, **values: object) -> str:
    safe = {
        key: str(value) if key.startswith("raw_") else escape(str(value))
        for key, value in values.items()
    }
    return _template(package, folder, name).substitute(safe)


@cache
def _template(package: str, folder: str, name: str) -> Template:
    source = files(package).joinpath(folder, f"{name}.html")
    return Template(source.read_text(encoding="utf-8"))
