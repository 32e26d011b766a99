"""What an explanation comes to, in tables that people read: on the terminal, on a page, in a reply.

All are made of the frames of `Explained` alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from talentflow_lab.explain import Explained
from talentflow_lab.kept_people import best_by_group

__all__ = ["both_ways", "by_destination", "by_group", "destinations", "keepers", "titles"]

REST = "everything else"
TOTAL = "all together"
MOST = 6


def titles(found: Explained) -> dict[str, str]:
    """Return the titles of factors by name, those first that can act earliest."""
    order = found.effects["factor"].drop_duplicates().tolist()
    named = dict(zip(found.factors["factor"], found.factors["title"], strict=True))
    return {name: named[name] for name in [*order, *named]}


def both_ways(found: Explained, group: str = "all", value: str = "all") -> pd.DataFrame:
    """Set accounting and cause side by side for the willingness to leave, a row a factor.

    Columns factor, title; weight (accounting: change since the first months of what its terms
    contribute to the mean wish, logit units); wish, wish_low, wish_high, wish_without (causal:
    Shapley value and what goes away without it alone, points of percent); the same of gone. The
    last rows are everything else (terms of no factor) and the sums. A factor that cannot act has
    causal values of exactly 0.
    """
    terms = found.reasons[_part(found.reasons, group, value)].set_index("term")["change"]
    left, rows = terms.sum(), []
    for name, title in titles(found).items():
        own = str(found.factors.set_index("factor").loc[name, "terms"]).split(", ")
        weight = float(terms.reindex(own).fillna(0.0).sum())
        left -= weight
        row: dict[str, object] = {"factor": name, "title": title, "weight": weight}
        for outcome in ("wish", "gone"):
            row |= _effect(found, outcome, group, value, name)
        rows.append(row)
    rows.append({"factor": "", "title": REST, "weight": float(left)})
    total: dict[str, object] = {"factor": "", "title": TOTAL, "weight": float(terms.sum())}
    for outcome in ("wish", "gone"):
        one = _row(found.totals, outcome, group, value)
        total |= {outcome: one["effect"], f"{outcome}_low": one["low"]}
        total |= {f"{outcome}_high": one["high"]}
    return pd.DataFrame([*rows, total])


def by_group(found: Explained) -> pd.DataFrame:
    """Say how many wish to leave and have left, by group.

    Columns group, group_value, then wish_ and gone_ with none (no factor acting), all, effect, low
    and high.
    """
    wide = []
    for outcome in ("wish", "gone"):
        rows = found.totals[found.totals["outcome"] == outcome].drop(columns="outcome")
        wide.append(rows.set_index(["group", "group_value"]).add_prefix(f"{outcome}_"))
    return pd.concat(wide, axis=1).reset_index()


def destinations(found: Explained, most: int = MOST) -> list[str]:
    """Return the countries to which most of those who left went first, largest share first."""
    rows = found.totals[found.totals["outcome"].str.startswith("to:") & (found.totals["all"] > 0.0)]
    order = rows.sort_values("all", ascending=False, kind="stable")["outcome"]
    return [name.removeprefix("to:") for name in order.head(most)]


def by_destination(found: Explained, countries: Sequence[str]) -> pd.DataFrame:
    """Set accounting and cause side by side for the choice of the destination.

    A row a country and factor: destination, factor, title, weight (accounting: what its terms say
    for the country against the residence, to those who planned for it, logit units), value, low,
    high (causal: Shapley value of the share of leavers, points of percent). Terms of no factor are
    "everything else"; their causal value is a gap.
    """
    choice = found.choices[found.choices["group"] == "all"]
    rows = []
    for country in countries:
        terms = choice[choice["destination"] == country].set_index("term")["mean"]
        left = float(terms.sum())
        for name, title in titles(found).items():
            own = str(found.factors.set_index("factor").loc[name, "terms"]).split(", ")
            weight = float(terms.reindex(own).fillna(0.0).sum())
            left -= weight
            effect = _effect(found, f"to:{country}", "all", "all", name)
            numbers = [effect[f"to:{country}{end}"] for end in ("", "_low", "_high")]
            rows.append((country, name, title, weight, *numbers))
        rows.append((country, "", REST, left, None, None, None))
    columns = ["destination", "factor", "title", "weight", "value", "low", "high"]
    return pd.DataFrame(rows, columns=columns).astype(
        dict.fromkeys(("value", "low", "high"), "float64")
    )


def keepers(found: Explained) -> pd.DataFrame:
    """Say what would have kept each group: the condition and the lever with the largest effect.

    Columns group, group_value, kind, title, left, kept, pushed, share, low, high.
    """
    parts = [best_by_group(found.kept, kind) for kind in ("condition", "lever")]
    frame = pd.concat(parts, ignore_index=True)
    names = ["group", "group_value", "kind", "title", "left", "kept", "pushed"]
    return frame[[*names, "share", "low", "high"]]


def _part(frame: pd.DataFrame, group: str, value: str) -> pd.Series[bool]:
    return (frame["group"] == group) & (frame["group_value"] == value)


def _row(frame: pd.DataFrame, outcome: str, group: str, value: str) -> pd.Series[float]:
    rows = frame[(frame["outcome"] == outcome) & _part(frame, group, value)]
    row: pd.Series[float] = rows.iloc[0]
    return row


def _effect(
    found: Explained, outcome: str, group: str, value: str, factor: str
) -> dict[str, object]:
    rows = found.effects[found.effects["factor"] == factor]
    ends = {"": "value", "_low": "low", "_high": "high", "_without": "without"}
    if not len(rows):
        return dict.fromkeys((f"{outcome}{end}" for end in ends), 0.0)
    one = _row(rows, outcome, group, value)
    return {f"{outcome}{end}": one[name] for end, name in ends.items()}
