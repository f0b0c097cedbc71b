"""Who spoke how much, answered whom, was named and was given work: counted, not guessed.

A reply is a turn after another person's turn, whoever it was meant for; in a meeting of many that
is a weak sign.
"""

from collections import Counter, defaultdict
from typing import Literal

from nightshift.domain.meetings.embedded import people
from nightshift.domain.meetings.results import (
    ActionItem,
    Participation,
    Relation,
    Relationships,
    Transcript,
)

Kind = Literal["replies_to", "mentions", "assigns_to"]
_KINDS: tuple[Kind, ...] = ("replies_to", "mentions", "assigns_to")
_Edges = dict[tuple[Kind, str, str], list[int]]  # (kind, source, target) -> turns


def relate(transcript: Transcript, action_items: tuple[ActionItem, ...]) -> Relationships:
    """Return every speaker's share and every tie with the turns that show it."""
    edges: _Edges = defaultdict(list)
    _add_replies(edges, transcript)
    _add_mentions(edges, transcript)
    _add_assignments(edges, transcript, action_items)
    relations = tuple(
        Relation(kind, source, target, tuple(sorted(set(turns))))
        for kind in _KINDS
        for (found, source, target), turns in edges.items()
        if found == kind
    )
    return Relationships(_participation(transcript), relations)


def _participation(transcript: Transcript) -> tuple[Participation, ...]:
    turns = Counter(turn.speaker for turn in transcript.turns)
    words: Counter[str] = Counter()
    for turn in transcript.turns:
        words[turn.speaker] += len(turn.text.split())
    counted, total = (words, words.total()) if words.total() else (turns, turns.total())
    return tuple(
        Participation(speaker, turns[speaker], words[speaker], counted[speaker] / total)
        for speaker in turns
    )


def _add_replies(edges: _Edges, transcript: Transcript) -> None:
    for before, turn in zip(transcript.turns, transcript.turns[1:], strict=False):
        if turn.speaker != before.speaker:
            edges["replies_to", turn.speaker, before.speaker].append(turn.i)


def _add_mentions(edges: _Edges, transcript: Transcript) -> None:
    known = people.roster(transcript)
    for turn in transcript.turns:
        for speaker, _, _ in known.mentions(turn.text):
            if speaker != turn.speaker:
                edges["mentions", turn.speaker, speaker].append(turn.i)


def _add_assignments(
    edges: _Edges, transcript: Transcript, action_items: tuple[ActionItem, ...]
) -> None:
    speaker_of = {turn.i: turn.speaker for turn in transcript.turns}
    speakers = set(speaker_of.values())
    for item in sorted(action_items, key=lambda item: item.turn):
        source = speaker_of[item.turn]
        if item.owner in speakers and item.owner != source:
            edges["assigns_to", source, item.owner].append(item.turn)
