"""The meeting in brief: its best sentences word for word, keyphrases, and a headline.

Weak where a summary should conclude: it quotes and does not paraphrase, so a decision that was
reached over ten turns appears as the sentence that came nearest to saying it.
"""

import re

from nightshift.domain.meetings.embedded import (
    features,
    headline,
    keyphrases,
    mmr,
    scorer,
    sentences,
    words,
)
from nightshift.domain.meetings.embedded.lexicon import lexicon
from nightshift.domain.meetings.results import Cited, Language, Summary, Transcript

# On top of the fitted score, the more the later it is said: a reader wants decisions, and the last
# one stands.
DECISION = 1.0
QUESTION = 1.0  # off it: a question without its answer says little
# An eojeol says what about one and a half English words say.
BUDGET: dict[Language, int] = {"en": 110, "ko": 80}


SHORTEST = 35  # words; a short meeting is not quoted whole, but not in one line either
TIMES_SHORTER = 4


def summarize(transcript: Transcript, language: Language) -> Summary:
    """Return the summary; of a meeting too short to choose from, simply its first sentences."""
    found = sentences.candidates(transcript, language)
    phrases = keyphrases.find(found, transcript, language)
    chosen = _best(transcript, found, language) if found else _first(transcript, language)
    return Summary(headline.write(phrases, transcript, language), chosen, phrases)


def _best(
    transcript: Transcript, found: list[sentences.Sentence], language: Language
) -> tuple[Cited, ...]:
    known = lexicon(language)
    meeting = features.survey(transcript, found, known)
    scores = scorer.scores(features.standardised(meeting, found))
    decision = re.compile(known.decision, re.IGNORECASE)
    for place, sentence in enumerate(found):
        if sentence.text.endswith("?"):
            scores[place] -= QUESTION
        elif decision.search(sentence.text):
            scores[place] += DECISION * sentence.turn_index / len(transcript.turns)
    spoken = sum(meeting.turn_words)
    budget = min(BUDGET[language], max(SHORTEST, spoken // TIMES_SHORTER))
    chosen = mmr.choose(found, scores, meeting.keyness, budget)
    return tuple(Cited(sentence.text, sentence.turn) for sentence in chosen)


def _first(transcript: Transcript, language: Language) -> tuple[Cited, ...]:
    left = BUDGET[language]
    chosen: list[Cited] = []
    for turn in transcript.turns:
        for text in sentences.split(turn.text, language):
            left -= words.count(text)
            if left < 0:
                return tuple(chosen)
            chosen.append(Cited(text, turn.i))
    return tuple(chosen)
