"""Changes arrive as they were sent, in an order in which they can be made."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from nightshift.domain.reconcile.journey import from_json, to_json
from nightshift.domain.reconcile.plan import Action, Change
from nightshift.domain.reconcile.resources import Kind, Resource

_members = st.dictionaries(
    st.text(max_size=5), st.integers() | st.text(max_size=5) | st.lists(st.booleans()), max_size=3
)
_resources = st.builds(
    Resource, st.sampled_from(Kind), st.text(max_size=8), st.text(max_size=8), _members
)
_changes = st.lists(
    st.builds(
        Change,
        st.sampled_from(Action),
        _resources,
        st.none() | _resources,
        st.none() | st.text(max_size=8),
    ),
    max_size=20,
)


@given(_changes)
@settings(max_examples=50)
def test_changes_come_back_as_they_were_written(changes: list[Change]) -> None:
    assert from_json(to_json(changes)) == tuple(changes)


def test_korean_stays_readable_on_the_way() -> None:
    change = Change(Action.CREATE, Resource(Kind.ALARM, "알람", "shop-prod", {"a": 1}))

    written = to_json([change])

    assert "알람" in written
    assert json.loads(written)[0]["action"] == "create"
