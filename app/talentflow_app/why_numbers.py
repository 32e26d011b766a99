"""Why people wish to leave and choose where to go: by group, over time, from the table reasons."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from talentflow.vocabulary import GROUPS
from talentflow_app.runs import KEPT, Run, page_of, table_of
from talentflow_lab import page_words as text
from talentflow_lab.page_numbers import INTERVAL, Numbers
from talentflow_lab.page_reasons import cells_of, terms_of
from talentflow_lab.page_reasons import table_of as means_of
from talentflow_lab.page_results import read_table

__all__ = [
    "GROUP_WORDS",
    "Period",
    "changes",
    "choice_cells",
    "destinations_of",
    "group_cells",
    "groups_of",
    "over_time",
    "reasons_of",
    "terms_between",
    "usual_periods",
    "value_words",
]

YEAR = 12
MOST_LINES = 6
MOST_COLUMNS = 6
GROUP_WORDS = {
    "all": "everybody",
    "grade": "grade",
    "age": "age",
    "sex": "sex",
    "employer": "kind of employer",
}
_VALUES = {
    "all": "everybody",
    "under25": "under 25",
    "product": "product firms",
    "outsourcing": "outsourcing firms",
    "none": "no firm",
}


@dataclass(frozen=True)
class Period:
    """Months from the first to the last, both included, by their position in the run."""

    first: int
    last: int

    def words(self, months: pd.DatetimeIndex) -> str:
        """Write it, such as August 2020 to July 2021."""
        ends = [text.month(months[at]) for at in (self.first, self.last)]
        return ends[0] if self.first == self.last else f"{ends[0]} to {ends[1]}"

    def of(self, rows: pd.DataFrame, months: pd.DatetimeIndex) -> pd.DataFrame:
        """Return the rows whose date lies in it."""
        return rows[rows["date"].between(months[self.first], months[self.last])]


def value_words(value: str) -> str:
    """Write a part of a group in words."""
    return _VALUES.get(value, value)


@lru_cache(maxsize=KEPT)
def groups_of(run: Run) -> dict[str, list[str]]:
    """Return the groups of a run with their parts, as they are declared.

    Raises ResultsError if the table cannot be read.
    """
    rows = read_table(run.folder, "reasons", ["group", "group_value"]).drop_duplicates()
    there = set(zip(rows["group"], rows["group_value"], strict=True))
    found = {
        group: [value for value in values if (group, value) in there]
        for group, values in GROUPS.items()
    }
    return {group: values for group, values in found.items() if values}


@lru_cache(maxsize=4 * KEPT)
def reasons_of(run: Run, decision: str, group: str, value: str = "") -> pd.DataFrame:
    """Return the rows of a decision ("wish" or "destination") and a group, or a part of it."""
    rows = table_of(run, "reasons", group)
    rows = rows[rows["decision"] == decision]
    return rows[rows["group_value"] == value] if value else rows


def usual_periods(numbers: Numbers) -> tuple[Period, Period]:
    """Return the year before the turning point and the year from it.

    Without one the first and the last year of the run; shorter where the run is.
    """
    last = len(numbers.months) - 1
    if numbers.turning is None:
        return Period(0, min(YEAR - 1, last)), Period(max(last - YEAR + 1, 0), last)
    since = list(numbers.months).index(numbers.since)
    before = Period(max(since - YEAR, 0), since - 1)
    return before, Period(since, min(since + YEAR - 1, last))


def terms_between(
    rows: pd.DataFrame, months: pd.DatetimeIndex, before: Period, after: Period
) -> pd.DataFrame:
    """Average the strongest terms over both periods: term, label, before, after (logit units)."""
    return terms_of(before.of(rows, months), after.of(rows, months))


def changes(
    rows: pd.DataFrame, months: pd.DatetimeIndex, before: Period, after: Period
) -> list[str]:
    """List the terms that changed most between the periods, the strongest at last first."""
    means = [
        period.of(rows, months).groupby("term")["contribution"].mean() for period in (before, after)
    ]
    moved = (means[1] - means[0]).abs().dropna()
    kept = moved[moved > 0.0].nlargest(MOST_LINES).index
    return [str(term) for term in means[1].loc[kept].sort_values(ascending=False).index]


def over_time(rows: pd.DataFrame, terms: list[str]) -> pd.DataFrame:
    """Follow terms month by month: date, label, mean, low, high (90 % of the replications)."""
    kept = rows[rows["term"].isin(terms)]
    grouped = kept.groupby(["term", "date"])["contribution"]
    found = pd.DataFrame(
        {
            "mean": grouped.mean(),
            "low": grouped.quantile(INTERVAL[0]),
            "high": grouped.quantile(INTERVAL[1]),
        }
    ).reset_index()
    found.insert(1, "label", [text.capital(text.plain(str(term))) for term in found["term"]])
    rank = found["term"].map({term: n for n, term in enumerate(terms)})
    return found.iloc[rank.argsort(kind="stable")].reset_index(drop=True)


def group_cells(rows: pd.DataFrame, values: list[str]) -> pd.DataFrame:
    """Return the reasons of each part of a group in a period as cells of a coloured table."""
    table = means_of(rows, "group_value", [v for v in values if (rows["group_value"] == v).any()])
    return cells_of(table, {value: value_words(value) for value in values})


def destinations_of(run: Run, rows: pd.DataFrame) -> list[str]:
    """List the destinations that are weighed in rows, those of most leavers first."""
    weighed = set(rows["destination"].dropna())
    order = [str(code) for code in page_of(run).destinations["destination"]]
    return [code for code in order if code in weighed] + sorted(weighed - set(order))


def choice_cells(run: Run, rows: pd.DataFrame) -> pd.DataFrame:
    """Return what speaks for the first destinations in a period as cells of a coloured table."""
    first = destinations_of(run, rows)[:MOST_COLUMNS]
    names = {code: page_of(run).results.country_name(code) for code in first}
    kept = rows[rows["destination"].isin(first)]
    return cells_of(means_of(kept, "destination", first), names)
