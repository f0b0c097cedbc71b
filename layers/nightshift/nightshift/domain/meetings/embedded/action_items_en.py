"""English sentences in which work is taken on, asked for or agreed on.

A modal alone proves nothing ("I'll be honest", "can you hear me"): what counts is a modal before a
verb of work.
"""

import re

from nightshift.domain.meetings.embedded import due_en
from nightshift.domain.meetings.embedded.commitments import (
    ADDRESSEE,
    NOBODY,
    SPEAKER,
    Commitment,
    Form,
    Owner,
)
from nightshift.domain.meetings.embedded.lexicon import classes, lexicon
from nightshift.domain.meetings.embedded.people import Roster

_GERUND = r"be \w+ing"
_VERB = rf"(?:{'|'.join(sorted(classes('en')['work']))})\b(?! to be\b)".replace("_", " ")
_ADVERB = (
    r"(?:(?:also|then|just|probably|definitely|quickly|really|still|please|maybe|"
    r"all|actually|first|personally|happily|"
    r"go ahead and|go and|try to|try and|make sure (?:to|we|you)|be sure to|uh|"
    r"um|at least|have to|need to)\s+){0,3}"
)
_DO = rf"\s+{_ADVERB}(?:{_VERB}|{_GERUND})"
_MUST = r"(?:should|must|need to|needs to|have to|has to|'ve got to|have got to|got to|ought to)"
_WILL = (
    r"(?:'ll|\s+will|'m going to|\s+am going to|'m gonna|\s+plan to|\s+promise to|"
    r"\s+shall|'ve got to)"
)

_RULES: tuple[tuple[Form, Owner, str], ...] = (
    (Form.COMMIT, SPEAKER, rf"\bi{_WILL}{_DO}"),
    (
        Form.COMMIT,
        SPEAKER,
        (
            r"\b(?:i'm on it|leave (?:it|that|this) (?:with|to) me|i'll own\b|"
            r"i'll do (?:that|it|this|so|the)\b)"
        ),
    ),
    (
        Form.COMMIT,
        SPEAKER,
        (
            r"\b(?:i'll|i will) (?:let you know|have (?:it|that|the)\b|see (?:if|"
            r"whether|to)\b|do\s\w+\s\w+)"
        ),
    ),
    (
        Form.REQUEST,
        ADDRESSEE,
        rf"\b(?:can|could|will|would) you(?:\s+guys|\s+both|\s+and\s+\w+)?{_DO}",
    ),
    (Form.REQUEST, ADDRESSEE, rf"\bi(?:'d| would)? (?:want|need|like) you to{_DO}"),
    (
        Form.REQUEST,
        ADDRESSEE,
        rf"\bplease\s+(?:do|have|let \w+ know|{_VERB})|^(?:\w+\s+)?make sure (?:to|you|we) {_VERB}",
    ),
    (Form.AGREED, ADDRESSEE, rf"\byou(?:'ll|\s+will|\s+{_MUST}|'re going to){_DO}"),
    (Form.OFFER, SPEAKER, rf"\bi can(?:{_DO}|\s+have (?:it|that|the)\b)"),
    (
        Form.MARKED,
        NOBODY,
        (
            r"(?:^|\b(?:the|an|one|first|last) )(?:action items?|to-?dos?|next steps?|"
            r"follow-?ups?)\s*(?::|is\b|are\b|for \w+\s*(?::|is\b))"
        ),
    ),
    (
        Form.AGREED,
        NOBODY,
        (
            rf"\bwe(?:'ll|\s+will|\s+{_MUST}|'ve got to|'re going to|\s+agreed to|"
            rf"\s+decided to){_DO}"
        ),
    ),
    (
        Form.AGREED,
        NOBODY,
        (
            r"\b(?:needs?|has|have|still needs?) to be \w+(?:ed|en|ne|ilt|ent|ade|un|ut|"
            r"et)\b"
        ),
    ),
    (Form.AGREED, NOBODY, r"\b(?:is|are|was) due\b|\bdeadline (?:is|for)\b"),
    (Form.PROPOSED, SPEAKER, rf"\b(?:i (?:should|could)|i {_MUST}|let me){_DO}"),
    (
        Form.PROPOSED,
        NOBODY,
        (
            rf"\b(?:let's|let us|we (?:could|can)|somebody (?:should|has to|needs to)|"
            rf"someone (?:should|has to|needs to)){_DO}"
        ),
    ),
)
_COMPILED = tuple(
    (form, owner, re.compile(pattern, re.IGNORECASE)) for form, owner, pattern in _RULES
)
_ANY = re.compile(
    r"\b(?:i|we|you|let|will|please|action|to-?do|next step|follow-?up|needs?|"
    r"due|deadline|should|must|going to|"
    r"some(?:body|one)|gonna|leave|has|have|would)\b",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:(?:was|were) going to|(?:won't|don't|not|never|can't|cannot|wouldn't|didn't|shouldn't) |"
    r"(?:should|could|would)(?:'ve| have)|let me (?:try to|just try|"
    r"check if i understand|present|add)|"
    r"let's (?:try and be|find out who|start the)|(?:i'll|i will|"
    r"let me) (?:start the|move the|get the ball|take the floor|make it (?:short|"
    r"quick))|"
    r"you can find|you(?:'ll| will) (?:find|get|have the)|can you find yourself|"
    r"make sense|try and be|present you|take that as|take it as|make the point|"
    r"put it (?:this|that|like|another)|make it (?:clear|short|brief|quick)|"
    r"report that|add that|record this|set aside)",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:if|when|whether|unless|because|how|what|where|so that|in case|until|as)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(
    rf"\b(?P<name>[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)(?:'s going to|\s+(?:will|"
    rf"is going to|should|needs to|has to|agreed to|is responsible for|takes|"
    rf"owns))"
    rf"(?:{_DO}|\s+(?:the|that|this)\b)"
)
_NO_NAMES = frozenset(
    """people users user customers customer students everyone everybody somebody someone anyone
    nobody one god
    """.split()  # noqa: SIM905
)
_FEWEST_WORDS = 4


def read(text: str, known: Roster) -> Commitment | None:
    """Return what a sentence commits somebody to, else None."""
    if not _ANY.search(text) or len(text.split()) < _FEWEST_WORDS:
        return None
    plain = text.replace("’", "'")
    named = _named(plain, known)
    if named is not None:
        return Commitment(Form.NAMED, named, due_en.find(text))
    return _by_rule(text, plain, known)


def _by_rule(text: str, plain: str, known: Roster) -> Commitment | None:
    for form, owner, pattern in _COMPILED:
        for match in pattern.finditer(plain):
            if _is_talk(plain, match):
                continue
            if owner.addressee:
                owner = _addressed(plain, known)  # noqa: PLW2901 - the rule only says "whoever is addressed"
            return Commitment(form, owner, due_en.find(text))
    return None


def _is_talk(text: str, match: re.Match[str]) -> bool:
    """Tell whether the words only steer the conversation, or hang on a condition."""
    if _CONDITION.search(text, 0, match.start()):
        return True
    around = _NOT.search(text, max(0, match.start() - 1))
    return around is not None and around.start() <= match.end()


def _named(text: str, known: Roster) -> Owner | None:
    """Return the person or team said to do something: "Hannah will send", "marketing needs to"."""
    for match in _SOMEBODY.finditer(text):
        name = match["name"]
        if known.aliases.get(name) is None and not _is_name(name):
            continue
        if not _is_talk(text, match):
            return Owner(name=known.aliases.get(name, name))
    return None


def _is_name(name: str) -> bool:
    return name.lower() not in _NO_NAMES and name.lower() not in lexicon("en").silent


def _addressed(text: str, known: Roster) -> Owner:
    """Return the person called by name ("Tom, can you ..."), else whoever answers."""
    for speaker, start, end in known.mentions(text):
        at_start = not text[:start].strip() and text[end : end + 1] == ","
        after_comma = text[:start].rstrip().endswith(",")
        if at_start or after_comma:
            return Owner(name=speaker)
    return ADDRESSEE
