"""A line that could be an e-mail's subject, made of the meeting's keyphrases."""

from nightshift.domain.meetings.results import Language, Transcript

PHRASES = 3
LONGEST = 70  # characters; mail programs on a phone show about as many


def write(keyphrases: tuple[str, ...], transcript: Transcript, language: Language) -> str:
    """Return the headline: "LCD screen and buttons", "결제 모듈, 배포 일정 논의".

    A meeting without keyphrases gets its first words instead, and a silent one its id.
    """
    for count in range(min(PHRASES, len(keyphrases)), 0, -1):
        line = _joined(keyphrases[:count], language)
        if len(line) <= LONGEST:
            return line[0].upper() + line[1:] if line.partition(" ")[0].islower() else line
    return _first_words(transcript)


def _joined(phrases: tuple[str, ...], language: Language) -> str:
    if language == "ko":
        return f"{', '.join(phrases)} 논의"
    if len(phrases) == 1:
        return phrases[0]
    return f"{', '.join(phrases[:-1])} and {phrases[-1]}"


def _first_words(transcript: Transcript) -> str:
    """Return the first words anybody said, cut at a space."""
    text = next((turn.text.strip() for turn in transcript.turns if turn.text.strip()), "")
    if not text:
        return transcript.meeting_id
    if len(text) <= LONGEST:
        return text
    cut = text[: LONGEST - 1]
    return (cut.rpartition(" ")[0] or cut) + "…"
