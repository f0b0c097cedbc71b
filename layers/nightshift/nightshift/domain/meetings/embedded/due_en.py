"""When English speakers say something is due, in their own words."""

import re

_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
)
_NUMBER = r"(?:\d+|an?|one|two|three|four|five|six|seven|ten|a couple of|a few|the next few)"
_UNIT = r"(?:hours?|days?|weeks?|months?|sprints?)"
_CLOCK = r"(?:\d{1,2}(?::\d\d)?\s?(?:am|pm|a\.m\.|p\.m\.|o'clock)|noon|midnight)"
_ORDINAL = (
    r"(?:(?:twenty|thirty)-)?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|"
    r"ninth)|(?:ten|eleven|twelf|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|twentie|thirtie)th"
)
_DATE = (
    rf"(?:{_MONTH}\s(?:the\s)?\d{{1,2}}(?:st|nd|rd|th)?|(?:the\s)?\d{{1,2}}(?:st|nd|"
    rf"rd|th)(?:\sof\s{_MONTH})?|the\s(?:{_ORDINAL})(?:\sof\s{_MONTH})?)"
)
_PART = r"(?:\s(?:morning|afternoon|evening|night|noon|eod|end of day|first thing))?"
_PERIOD = r"(?:week|weekend|month|quarter|year|sprint|meeting|monday|release|semester|term|time)"
_EVENT = (
    r"(?:release|launch|demo|deadline|weekend|next\s\w+|freeze|review|call|"
    r"meeting|holidays?|rollout|roll-out|"
    r"go-live|deployment|deploy|conference|presentation|ticket sale|sale|cutover|"
    r"migration|sprint|workshop|visit)"
)
_END = (
    rf"(?:the\s)?(?:end|middle|start|beginning) of (?:the |this |next |that )?(?:day|"
    rf"{_PERIOD}|{_MONTH}|business|today)"
)
_POINT = (
    rf"(?:(?:next|this|coming)\s{_DAY}{_PART}|{_DAY}{_PART}|tomorrow{_PART}|"
    rf"tonight|today|{_END}|eod|eow|cob|"
    rf"(?:this|next)\s{_PERIOD}|this (?:morning|afternoon|evening)|{_DATE}|{_CLOCK}|then)"
)
_DUE = re.compile(
    rf"\b(?:"
    rf"(?:by|before|until|till|no later than|due(?: on)?|on|for|at|"
    rf"sometime)\s{_POINT}(?:\s(?:at\s)?{_CLOCK})?"
    rf"|(?:by|before|after|right after|for|until)\s(?:the|our|this|that)\s(?:\w+\s)?{_EVENT}"
    rf"|(?:with)?in\s(?:the next\s)?{_NUMBER}\s{_UNIT}"
    rf"|in\s(?:the next|about)\s(?:\w+\s)?{_UNIT}"
    rf"|over the weekend|{_END}"
    rf"|(?:next|this coming)\s(?:{_DAY}{_PART}|{_PERIOD})|this (?:week|afternoon|"
    rf"morning|evening|month|sprint)"
    rf"|tomorrow{_PART}|tonight|today|{_DAY}{_PART}"
    rf"|as soon as possible|asap|right away|straight away|immediately"
    rf")\b",
    re.IGNORECASE,
)
_LASTING = re.compile(r"\b(?:for|at|until|till|by) then\b", re.IGNORECASE)


def find(text: str) -> str | None:
    """Return the first due phrase of a sentence as it stands there, else None."""
    for match in _DUE.finditer(text):
        if not _LASTING.fullmatch(match.group()):
            return match.group()
    return None
