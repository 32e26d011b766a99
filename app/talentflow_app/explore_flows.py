"""Where people from home went and live, month by month: means over the replications."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from talentflow_app.runs import KEPT, Run, page_of, table_of
from talentflow_lab.page_parts import Page

__all__ = ["Flows", "cumulated", "flows_of", "listed", "present", "shares"]


@dataclass(frozen=True)
class Flows:
    """What the map of a run shows.

    `gone` counts the people who have left home for each country (months by countries, most
    first), `there` those from home who live at each place abroad (months by places); both are
    means over the replications. `atlas` locates countries (see `Results.atlas`), `sites` places:
    place, code, name, country, lon, lat; a place that is its whole country has the country's code.
    """

    home: str
    gone: pd.DataFrame
    there: pd.DataFrame
    atlas: pd.DataFrame
    sites: pd.DataFrame

    @property
    def start(self) -> dict[str, Any]:
        """Return where home is: name, iso_numeric, lon, lat; empty if nobody knows."""
        if self.home not in self.atlas.index:
            return {}
        return {str(key): value for key, value in self.atlas.loc[self.home].to_dict().items()}


@lru_cache(maxsize=KEPT)
def flows_of(run: Run, home: str = "") -> Flows:
    """Gather what the map of a run shows for an origin, the first one if none is named.

    Raises ResultsError if the run cannot be read.
    """
    page = page_of(run)
    home = home or page.results.origin[0]
    there = present(page, home, table_of(run, "stocks"))
    return Flows(home, cumulated(page, home), there, page.results.atlas, _sites(page))


def cumulated(page: Page, home: str) -> pd.DataFrame:
    """Count the leavers since the first month by country: months by countries, most first."""
    numbers = page.numbers
    moves = (
        numbers.moves[numbers.moves["origin"] == home]
        .groupby(["date", "destination"])["persons"]
        .sum()
    )
    wide = moves.unstack(fill_value=0).reindex(numbers.months, fill_value=0.0)
    wide = wide.cumsum() / len(numbers.replications)
    return wide[wide.iloc[-1].sort_values(ascending=False, kind="stable").index]


def shares(gone: pd.DataFrame) -> pd.DataFrame:
    """Express each month's counts as percentages of their sum; 0 where nobody left yet."""
    total = gone.sum(axis=1)
    return 100.0 * gone.div(total.where(total > 0.0), axis=0).fillna(0.0)


def present(page: Page, home: str, stocks: pd.DataFrame) -> pd.DataFrame:
    """Count the people from home at each place abroad at the ends of months: months by places."""
    away = (stocks["citizenship"] == home) & (stocks["country"] != home)
    table = stocks[away].groupby(["date", "place"])["persons"].sum().unstack(fill_value=0)
    table = table.reindex(page.numbers.months, fill_value=0.0)
    return table / len(page.numbers.replications)


def listed(flows: Flows) -> pd.DataFrame:
    """Return the numbers behind the map, one row a month and country.

    Columns: date, country, gone (people who have left for it), share_percent (of all leavers) and
    live_there (people from home).
    """
    country = dict(zip(flows.sites["place"], flows.sites["country"], strict=True))
    there = flows.there.T.groupby(lambda place: country.get(place, place)).sum().T
    wide = {"gone": flows.gone, "share_percent": shares(flows.gone), "live_there": there}
    columns = []
    for name, table in wide.items():
        rows = table.rename_axis(index="date", columns="country").stack()
        columns.append(pd.Series(rows, name=name))
    return pd.concat(columns, axis=1).fillna(0.0).reset_index()


def _sites(page: Page) -> pd.DataFrame:
    places = page.results.places.rename(columns={"iso3": "country"})
    alone = ~places["country"].duplicated(keep=False)
    places = places.assign(code=places["place"].where(~alone, places["country"]))
    return places.reset_index(drop=True)
