"""The places of the deployment before: as text, and which of them are left over."""

from hypothesis import given
from hypothesis import strategies as st

from nightshift.domain.reconcile.former import LIMIT, left, written
from nightshift.domain.reconcile.resources import Place

HUB, SPOKE = "123456789012", "210000000001"
_places = st.lists(
    st.builds(
        Place,
        st.integers(0, 999).map("{:012}".format),
        st.sampled_from(["ap-northeast-2", "us-east-1"]),
    ),
    unique=True,
)


@given(_places)
def test_what_was_written_is_left_over_once_only_its_accounts_are_there(
    places: list[Place],
) -> None:
    elsewhere = [Place(place.account, "eu-west-1") for place in places]

    assert set(left(written(places), elsewhere)) == set(places)
    assert left(written(places), places) == ()


def test_a_place_is_entered_as_the_others_of_its_account() -> None:
    now = [Place(HUB, "ap-northeast-2"), Place(SPOKE, "ap-northeast-2", "arn:role", "let-me-in")]

    found = left(f"eu-west-1={HUB},{SPOKE}", now)

    assert found == (
        Place(HUB, "eu-west-1"),
        Place(SPOKE, "eu-west-1", "arn:role", "let-me-in"),
    )


def test_an_account_that_nobody_can_enter_any_more_is_not_looked_at() -> None:
    assert left(f"eu-west-1={SPOKE}", [Place(HUB, "ap-northeast-2")]) == ()


def test_nothing_remembered_is_nothing_left() -> None:
    assert left("", [Place(HUB, "ap-northeast-2")]) == ()


def test_more_places_than_an_answer_holds_are_cut() -> None:
    many = [Place(f"{number:012}", "ap-northeast-2") for number in range(1000)]

    assert LIMIT - 13 < len(written(many)) <= LIMIT
