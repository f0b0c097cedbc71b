"""Whatever is said in either language, every result points to where it was said."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings

from nightshift.domain.meetings.embedded import provider
from nightshift.domain.meetings.embedded.summary import BUDGET
from nightshift.domain.meetings.results import Language, Provider, Transcript
from tests.unit.meetings.transcripts import meeting, transcripts

PROVIDER: Provider = provider.EmbeddedProvider()
LAYER = Path(provider.__file__).parents[4]
EDGES = {
    "silent": meeting(("Hannah", "")),
    "one word": meeting(("Hannah", "Yes")),
    "one word in Korean": meeting(("김민수", "네")),
    "punctuation": meeting(("Hannah", "... !? —")),
    "nobody's name": meeting(("", "We need to fix the login by Friday.")),
    "names like patterns": meeting(("A (B)* [c", "I'll send it to A (B)* [c today.")),
    "one turn of 20,000 words": meeting(("Hannah", "we discuss the budget plan again and " * 2900)),
    "5,000 turns": meeting(
        *(("AB"[n % 2], f"We need to fix bug {n} by Friday.") for n in range(5000))
    ),
    "no spaces": meeting(("김민수", "회의" * 5000)),
}


@pytest.mark.parametrize("language", ["en", "ko"])
@settings(max_examples=60, deadline=None)
@given(transcript=transcripts())
def test_results_quote_the_turn_they_cite(language: Language, transcript: Transcript) -> None:
    check(transcript, language)


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("name", EDGES)
def test_odd_meetings_are_read_like_any_other(name: str, language: Language) -> None:
    check(EDGES[name], language)


def check(transcript: Transcript, language: Language) -> None:
    text_of = {turn.i: turn.text for turn in transcript.turns}

    summary = PROVIDER.summarize(transcript, language)
    items = PROVIDER.find_action_items(transcript, language)

    assert summary.headline.strip()
    assert len(summary.headline) <= 80
    assert sum(len(cited.text.split()) for cited in summary.sentences) <= BUDGET[language]
    assert [c.turn for c in summary.sentences] == sorted(c.turn for c in summary.sentences)
    assert all(cited.text in text_of[cited.turn] for cited in summary.sentences)
    assert len(items) <= 20
    assert all(item.text in text_of[item.turn] for item in items)
    assert all(item.due is None or item.due in item.text for item in items)
    assert PROVIDER.summarize(transcript, language) == summary


def test_importing_the_provider_reads_no_data_and_needs_nothing_but_itself() -> None:
    code = (
        "import sys, nightshift.domain.meetings.embedded.provider\n"
        "heavy = {'boto3', 'numpy', 'pydantic', 'json', 'importlib.resources'} & set(sys.modules)\n"
        "ours = [m for m in sys.modules if 'embedded.' in m and not m.endswith('provider')]\n"
        "sys.exit(str((heavy, ours)) if heavy or ours else 0)"
    )

    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        check=False,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(LAYER)},
    )

    assert done.returncode == 0, done.stderr
