"""How sentences begin that only fill a pause, and how they sound when they state a decision."""

from nightshift.domain.meetings.results import Language

# What a sentence may lose at its beginning and still be word for word.
OPENING: dict[Language, str] = {
    "en": (
        r"(?:(?:um+|uh+|hmm*|mm+|ah|oh|er|so|yeah|yes|yep|okay|ok|well|right|and|but|alright|like|"
        r"now|then|anyway)\b[\s,.\-–—…]*)+"
    ),
    # A sound may stand alone; "네" only before a comma, for it also means four.
    "ko": (
        r"(?:(?:(?:음+|어+)(?=[\s,.…])|"
        r"(?:아+|그+|네|예|응|뭐|저기|자|그니까|그러니까|그래서|그리고|근데|그런데|"
        r"그럼|아니|좋습니다|맞습니다|참)[,.…])[\s,.\-–—…]*)+"
    ),
}
DECISION: dict[Language, str] = {
    "en": (
        r"\bwe(?:'ve)? (?:all |have |finally |now )*(?:decided|agreed)\b|"
        r"\b(?:final|the|our) decision\b|"
        r"\bwe(?:'ll|'re going to| will)? go (?:with|for) the\b|"
        r"\bit(?:'s| is) (?:decided|settled)\b|\bwe settled on\b|\bthe conclusion is\b"
    ),
    "ko": (
        r"기로\s?(?:했습니다|했어요|합의|결정|하겠습니다|하죠)|"
        r"확정(?:입니다|됐|되었|하겠|했)|결정(?:입니다|했습니다|됐습니다|되었습니다)|"
        r"결론은|걸로 (?:하죠|합시다)"
    ),
}
