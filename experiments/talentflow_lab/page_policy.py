"""Policy: what a lever would change, at what cost, and who would have lost the people."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from talentflow.levers import catalogue
from talentflow_lab import page_words as text
from talentflow_lab.page_parts import Page, Section
from talentflow_lab.page_results import Gazetteer
from talentflow_lab.policies import Policies

__all__ = ["policy", "policy_section"]

_LISTED = 5
"""The most places that are listed as losing or gaining people."""
_FINE = 100.0
"""Counts below it are written with a decimal."""


def policy(page: Page) -> Section | None:
    """Tell of each comparison what its levers do; nothing without any."""
    if not page.policies:
        return None
    return policy_section(page.results, page.policies)


def policy_section(names: Gazetteer, policies: Sequence[Policies]) -> Section:
    """Tell of comparisons with the names of their places."""
    parts = [_part(names, one) for one in policies]
    return Section("policy", "What could be done", "policy.html.j2", {"parts": parts})


def _part(names: Gazetteer, one: Policies) -> dict[str, Any]:
    horizon = one.effects["date"].max()
    return {
        "levers": [_lever(names, one, row) for row in one.costs.to_dict("records")],
        "horizon": text.month(horizon),
        "since": text.month(one.effects["date"].min()),
        "pairs": int(one.record.get("pairs", 0)),
        "losers": _losers(names, one),
        "command": str(one.record.get("command", "")),
    }


def _lever(names: Gazetteer, one: Policies, row: dict[Any, Any]) -> dict[str, str]:
    country, _, place = str(row["owner"]).partition(":")
    name = names.place_name(place) if place else names.country_name(country)
    slug = str(row["lever"])
    title = catalogue()[slug].title if slug in catalogue() else "All of these together"
    effect = _effect(one, str(row["owner"]))
    cost = row["cost_per_additional"]
    return {
        "title": f"{title}, {name}",
        "effect": f"{_sign(effect['effect'])}{_few(abs(effect['effect']))}",
        "range": _range(effect["low"], effect["high"]),
        "each": _money(cost) if row["additional"] > 0.0 else "nobody gained",
        "each_range": _cost_range(row),
        "worth": _money(row["break_even_cost"]),
        "recipients": _count(row["recipients"]),
        "deadweight": _count(row["deadweight"]),
        "crowded": _count(row["crowded_out"]),
    }


def _effect(one: Policies, owner: str) -> dict[str, float]:
    rows = one.effects
    rows = rows[(rows["outcome"] == f"stock:{owner}") & (rows["group"] == "all")]
    last = rows[rows["date"] == rows["date"].max()].iloc[0]
    return {name: float(last[name]) for name in ("effect", "low", "high")}


def _losers(names: Gazetteer, one: Policies) -> list[tuple[str, str]]:
    """List the places from which the owners' additional people are missing, most first."""
    owners = {str(owner) for owner in one.costs["owner"]}
    places = names.places
    own = {
        place
        for code, place in zip(places["iso3"], places["place"], strict=True)
        if code in owners or f"{code}:{place}" in owners
    }
    ways = one.displacement
    came = ways[ways["place_with"].isin(own) & ~ways["place_without"].isin(own)]
    went = ways[~ways["place_with"].isin(own) & ways["place_without"].isin(own)]
    lost = came.groupby("place_without")["persons"].sum()
    lost = lost.sub(went.groupby("place_with")["persons"].sum(), fill_value=0.0)
    lost = lost[lost > 0.0].sort_values(ascending=False, kind="stable").head(_LISTED)
    return [(_where(names, str(place)), _few(float(n))) for place, n in lost.items()]


def _where(names: Gazetteer, place: str) -> str:
    return "not in the occupation" if place == "none" else names.place_name(place)


def _range(low: float, high: float) -> str:
    if math.isnan(low):
        return "one pair: no interval"
    return f"90{text.NARROW}% interval {_few(low)} to {_few(high)}"


def _sign(value: float) -> str:
    return "+" if value > 0.0 else "−" if value < 0.0 else ""


def _few(value: float) -> str:
    return text.persons(value) if abs(value) >= _FINE else f"{value:.1f}"


def _count(value: float) -> str:
    return "" if math.isnan(value) else _few(value)


def _money(value: float) -> str:
    return f"{_round(value)}{text.NARROW}EUR" if math.isfinite(value) else ""


def _round(value: float) -> str:
    """Write money to two digits: costs are judgements."""
    digits = 1 - math.floor(math.log10(abs(value))) if value else 0
    return f"{round(value, min(digits, 0)):,.0f}"


def _cost_range(row: dict[Any, Any]) -> str:
    low, high = row["low"], row["high"]
    if math.isnan(low):
        return ""
    top = _round(high) if math.isfinite(high) else "no limit"
    return f"90{text.NARROW}% interval {_round(low)} to {top}"
