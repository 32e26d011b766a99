"""What a report is, whatever it is about: words, key figures, sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from talentflow_lab.facts import Fact, Sentence, facts_of
from talentflow_lab.page_parts import KeyFigure, Section

__all__ = ["UNDER_HEADLINE", "Document"]

UNDER_HEADLINE = 2
"""Sentences of the summary that stand under the headline."""


@dataclass(frozen=True)
class Document:
    """A report that can be written as a page or as Markdown."""

    title: str
    headline: str
    byline: str
    version: str
    summary: Sequence[Sentence]
    """Sentences of the summary; see `UNDER_HEADLINE`."""
    keys: Sequence[KeyFigure]
    sections: Sequence[Section]

    @property
    def lede(self) -> str:
        """Return what stands under the headline."""
        return " ".join(one.text for one in self.summary[:UNDER_HEADLINE])

    @property
    def facts(self) -> list[Fact]:
        """List the facts of the summary."""
        return facts_of(self.summary)
