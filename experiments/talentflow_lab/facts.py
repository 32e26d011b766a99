"""Facts: numbers that sentences may use, each with the results table that it comes from.

A sentence is a template whose fields are facts: it cannot hold a number that is in no table.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from talentflow_lab.hedges import UNITS, is_said, say, written
from talentflow_lab.page_numbers import Estimate

__all__ = ["Fact", "Sentence", "facts_frame", "facts_of", "tell"]


@dataclass(frozen=True)
class Fact:
    """A number with its interval; `source` names the results table and what is done with it."""

    name: str
    label: str
    value: Estimate
    unit: str
    """One of `hedges.UNITS`."""
    source: str

    def __format__(self, how: str) -> str:
        """Write it with its hedge: plainly, or with its verb for `is`."""
        if how not in {"", "is"}:
            raise ValueError(f"a fact is written plainly or with 'is', not {how!r}")
        return (is_said if how == "is" else say)(self.value, self.unit)


@dataclass(frozen=True)
class Sentence:
    """A sentence and the facts in it."""

    text: str
    facts: tuple[Fact, ...]


def tell(template: str, /, *words: str, **facts: Fact) -> Sentence:
    """Fill a template with facts by name, and with words (names, months) by position.

    Raises ValueError for a fact that is not told: it would stand in the table for no reason.
    """
    fields = {field for _, field, _, _ in string.Formatter().parse(template) if field}
    if unused := set(facts) - fields:
        raise ValueError(f"not told: {sorted(unused)}")
    text = template.format(*words, **facts)
    return Sentence(text[:1].upper() + text[1:], tuple(facts.values()))


def facts_of(sentences: Sequence[Sentence]) -> list[Fact]:
    """List the facts of sentences, each once, in the order in which they are told."""
    return list({fact.name: fact for one in sentences for fact in one.facts}.values())


def facts_frame(facts: Sequence[Fact]) -> pd.DataFrame:
    """Return facts as a table: exact numbers, and as they are written."""
    rows = []
    for fact in facts:
        mean, low, high = written(fact.value, fact.unit)
        unit = UNITS[fact.unit].after.strip() or "people"
        unit = {"logit": "logit units", "index": "0 to 1"}.get(fact.unit, unit)
        rows.append(
            {
                "fact": fact.name, "what": fact.label, "unit": unit, "value": fact.value.mean,
                "low": fact.value.low, "high": fact.value.high, "written": mean,
                "written_low": low, "written_high": high, "source": fact.source,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)
