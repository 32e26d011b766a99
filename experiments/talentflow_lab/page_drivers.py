"""Drivers: what made people leave, as causes (twins without each factor) and as reasons."""

from __future__ import annotations

from typing import Any

import pandas as pd

from talentflow_lab import chart_actions
from talentflow_lab import page_words as text
from talentflow_lab.explain import Explained
from talentflow_lab.facts import Fact, Sentence, tell
from talentflow_lab.hedges import UNITS, Hedge, hedge, written
from talentflow_lab.page_draw import Figure, vega
from talentflow_lab.page_numbers import Estimate
from talentflow_lab.page_parts import Section
from talentflow_lab.territory import Beneficiary

__all__ = ["driver_sentences", "drivers"]

_NAMED = 3
_REASONS = 12
LEFT = "gone"


def drivers(found: Explained, asked: Beneficiary) -> Section:
    """Show what each factor did to leaving and to arrivals, by group, and the accounting."""
    there, place = _where(found, asked)
    context = {
        "figures": [
            figure
            for outcome, slug, title in (
                (LEFT, "drivers", "What made people leave, percentage points"),
                (there, "drivers-there",
                 f"What it meant for {place}, people who live there"),
            )
            if (figure := _figure(found, outcome, slug, title)) is not None
        ],
        "since": text.month(found.since),
        "at": text.month(found.at),
        "country": place,
        "rows": [_row(found, name, there) for name in _factors(found)],
        "groups": _groups(found),
        "reasons": _reasons(found),
    }  # fmt: skip
    return Section("drivers", "What drives them", "drivers.html.j2", context)


def driver_sentences(found: Explained, asked: Beneficiary) -> list[Sentence]:
    """Tell what all factors did together, the strongest of them, and those not told from zero."""
    home = text.listing([_country(found, code) for code in found.case.origin])
    total = found.totals[(found.totals["outcome"] == LEFT) & (found.totals["group"] == "all")]
    row = total.iloc[0]
    both = Fact("drivers_total", "Left home because of all factors together", _read(row, "effect"),
                "points", "explain: totals, gone")  # fmt: skip
    told = [
        tell("of those who lived in {0} when {1} began, the share that had left by the end of {2} "
             "rose because of all factors together; the rise {both:is}.",
             home, text.month(found.since), text.month(found.at), both=both)
    ]  # fmt: skip
    rows = _effects(found, LEFT)
    ranked = rows.reindex(rows["value"].abs().sort_values(ascending=False, kind="stable").index)
    names: list[str] = []
    facts: dict[str, Fact] = {}
    unclear = []
    for one in ranked.to_dict("records"):
        value, name = _read(one, "value"), str(one["factor"])
        if hedge(value, UNITS["points"]) == Hedge.ZERO:
            unclear.append(_title(found, name))
        elif len(names) < _NAMED:
            title = _title(found, name)
            facts[f"f{len(names)}"] = Fact(f"driver:{name}", f"Its part in leaving: {title}",
                                           value, "points", "explain: effects, gone")  # fmt: skip
            names.append(title)
    if names:  # a title is no part of a template: it may hold braces
        parts = "; ".join(f"{{{n}}}, {{f{n}}}" for n in range(len(names)))
        told.append(tell(f"the strongest factors and their parts: {parts}.", *names, **facts))
    if unclear:
        told.append(tell("not told from zero: {0}.", text.listing(unclear)))
    return told + _there(found, asked)


def _where(found: Explained, asked: Beneficiary) -> tuple[str, str]:
    """Return outcome and name of where people are counted: a city, or its country if it is all."""
    own = f"in:{asked.code}"
    if (found.effects["outcome"] == own).any():
        return own, asked.name
    return f"in:{asked.country}", asked.country_name


def _there(found: Explained, asked: Beneficiary) -> list[Sentence]:
    there, place = _where(found, asked)
    rows = _effects(found, there)
    if rows.empty:
        return []
    row = rows.iloc[int(rows["value"].abs().to_numpy().argmax())].to_dict()
    fact = Fact("driver_there", f"Its part in who lives in {place}",
                _read(row, "value"), "more", "explain: effects, in")  # fmt: skip
    return [tell("for {0}, {1} meant most: what it added to the people who live there {f:is}.",
                 place, _title(found, str(row["factor"])), f=fact)]  # fmt: skip


def _effects(found: Explained, outcome: str, group: str = "all") -> pd.DataFrame:
    rows = found.effects
    return rows[(rows["outcome"] == outcome) & (rows["group"] == group)]


def _factors(found: Explained) -> list[str]:
    rows = _effects(found, LEFT)
    order = rows["value"].abs().sort_values(ascending=False, kind="stable").index
    return [str(name) for name in rows.loc[order, "factor"]]


def _title(found: Explained, factor: str) -> str:
    rows = found.factors.set_index("factor")
    title = str(rows.loc[factor, "title"])
    return title[:1].lower() + title[1:]


def _figure(found: Explained, outcome: str, slug: str, title: str) -> Figure | None:
    rows = _effects(found, outcome).rename(columns={"value": "additional"})
    if rows.empty:
        return None
    order = rows["additional"].sort_values(ascending=False, kind="stable").index
    rows = rows.loc[order]
    rows = rows.assign(
        title=[text.capital(_title(found, str(name))) for name in rows["factor"]],
        told=~((rows["low"] <= 0.0) & (rows["high"] >= 0.0)) & rows["low"].notna(),
    )
    words = f"{title}: " + text.listing(
        [f"{r['title']} {r['additional']:+.1f}" for r in rows.to_dict("records")]
    )
    drawn = vega(chart_actions.effects(rows, words + "."))
    caption = (
        "Shapley values: what a factor adds, averaged over all orders in which factors may come; "
        "they sum to what all do together. Line: 90 % of the runs; hollow: holds zero."
    )
    return Figure(slug, title, words + ".", drawn, caption)


def _row(found: Explained, factor: str, there: str) -> dict[str, Any]:
    def cell(outcome: str, unit: str, what: str = "value") -> tuple[str, str]:
        rows = _effects(found, outcome)
        rows = rows[rows["factor"] == factor]
        if rows.empty:
            return "–", ""
        row = rows.iloc[0].to_dict()
        value = _read(row, "value") if what == "value" else Estimate(float(row[what]))
        mean, low, high = written(value, unit)
        return mean, f"{low} to {high}" if low else ""

    meaning = found.factors.set_index("factor").loc[factor]
    return {
        "title": text.capital(_title(found, factor)), "doc": str(meaning["doc"]),
        "left": cell(LEFT, "points"), "there": cell(there, "more"),
        "alone": cell(LEFT, "points", "alone")[0], "without": cell(LEFT, "points", "without")[0],
    }  # fmt: skip


def _groups(found: Explained) -> dict[str, Any]:
    """Lay out the parts of factors in leaving by grade: the strongest factors as columns."""
    rows = found.effects
    rows = rows[(rows["outcome"] == LEFT) & (rows["group"] == "grade")]
    names = _factors(found)[: _NAMED + 1]
    table = []
    for value in rows["group_value"].unique():
        one = rows[rows["group_value"] == value].set_index("factor")
        cells = []
        for name in names:
            mean, low, high = written(_read(one.loc[name].to_dict(), "value"), "points")
            cells.append((mean, f"{low} to {high}" if low else ""))
        table.append((text.capital(str(value)), cells))
    return {"heads": [text.capital(_title(found, n)) for n in names], "rows": table}


def _reasons(found: Explained) -> list[dict[str, str]]:
    rows = found.reasons[found.reasons["group"] == "all"]
    order = rows["change"].abs().sort_values(ascending=False, kind="stable").index
    return [
        {"term": text.capital(text.plain(str(row["term"]))),
         "before": text.signed(float(row["before"])), "mean": text.signed(float(row["mean"])),
         "change": text.signed(float(row["change"]))}
        for row in rows.loc[order].head(_REASONS).to_dict("records")
    ]  # fmt: skip


def _read(row: Any, what: str) -> Estimate:  # noqa: ANN401 - a row of a table
    low, high = (None if pd.isna(row[name]) else float(row[name]) for name in ("low", "high"))
    return Estimate(float(row[what]), low, high)


def _country(found: Explained, code: str) -> str:
    rows = found.case.data.country_rows
    return str(rows.loc[rows["iso3"] == code, "name"].iloc[0])
