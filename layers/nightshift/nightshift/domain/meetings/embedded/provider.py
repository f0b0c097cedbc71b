"""The provider that needs no model, no key and no network: counting and rules, in pure Python.

What it is good for: word-for-word quotes with exact citations, the same answer every time, some
tens of milliseconds a meeting. Where it is weak (bench/provider_quality.py measures the first two):

- The summary quotes where a person would conclude: ROUGE-1 about 30, where LexRank reaches 27 and
  an ideal choice of sentences 45. A decision is seen only where somebody says that it is one.
- Vectors know spelling, not meaning: alone they find about what BM25 finds; join them with it.
- Action items are found by their wording. Work agreed on over several turns is missed; in lively
  English talk small promises come in. A due date is repeated in the words used, never computed.
- A reply is the next turn, whoever it was meant for; "can you" is addressed to whoever speaks next.
- The weights were fitted on English design and research meetings; Korean sentences are ordered by
  the same weights, and no public Korean meetings with a free licence were there to measure that.

A remote model writes better prose and should be preferred where one is allowed.
"""

from nightshift.domain.meetings.results import (
    ActionItem,
    Language,
    Relationships,
    Summary,
    Transcript,
)


class EmbeddedProvider:
    """A `Provider` for English and Korean; each method loads only what it needs."""

    name = "embedded::extractive::1"
    embedding_id = "embedded::hashing::1024::1"

    def summarize(self, transcript: Transcript, language: Language) -> Summary:
        """Return headline, keyphrases and the best sentences, word for word."""
        from nightshift.domain.meetings.embedded import summary

        return summary.summarize(transcript, language)

    def find_action_items(
        self, transcript: Transcript, language: Language
    ) -> tuple[ActionItem, ...]:
        """Return what people said would be done, best first, at most 20."""
        from nightshift.domain.meetings.embedded import action_items

        return action_items.find(transcript, language)

    def relate(self, transcript: Transcript, language: Language) -> Relationships:
        """Return who spoke how much and who turned to whom."""
        from nightshift.domain.meetings.embedded import relations

        return relations.relate(transcript, self.find_action_items(transcript, language))

    def embed(self, texts: list[str], language: Language) -> list[list[float]]:
        """Return one unit vector of 1024 numbers per text."""
        from nightshift.domain.meetings.embedded import hashing

        return [hashing.embed(text, language) for text in texts]
