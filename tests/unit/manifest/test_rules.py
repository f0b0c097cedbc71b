"""Every rule the code can name is in the reference for people, and the other way round."""

import re

from tests.project import ROOT

CODE = ROOT / "layers" / "nightshift" / "nightshift" / "domain" / "manifest"
DOCS = (ROOT / "docs" / "manifests.md").read_text(encoding="utf-8")
RULE = r"(?:M|XS|ON|CM|GL|NF|TQ)-[A-Z]?\d+"


def _in_code() -> set[str]:
    paths = [
        *CODE.glob("checks/*.py"),
        *(CODE / f"{n}.py" for n in ("document", "faults", "examination")),
    ]
    text = "".join(path.read_text(encoding="utf-8") for path in paths)
    quoted = re.findall(rf'"({RULE}(?:/{RULE})?)"', text)
    return {rule for found in quoted for rule in found.split("/")}


def test_the_reference_has_every_rule() -> None:
    rows = set(re.findall(rf"^\| ({RULE})(?:, ({RULE}))? \|", DOCS, flags=re.MULTILINE))

    assert {rule for row in rows for rule in row if rule} == _in_code()
