"""Visa programmes and entry rules: who may come, how fast, and who may leave."""

from __future__ import annotations

from talentflow_lab.factor import Factor
from talentflow_lab.factors._owning import all_rows

__all__ = ["FACTOR"]

FACTOR = Factor(
    title="visa programmes and entry rules",
    doc="Without it borders, exit, visas and programmes stay as they were: neither the closures of "
    "the pandemic nor the programmes that came later.",
    terms=("visa", "consular"),
    rows={"entry_rules": all_rows("entry_rules"), "programmes": all_rows("programmes")},
)
