"""What a run says about one country or place, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from talentflow.vocabulary import STAGES
from talentflow_app.runs import Run, page_of, table_of
from talentflow_lab.page_draw import over_time
from talentflow_lab.page_numbers import Numbers
from talentflow_lab.page_parts import Page

__all__ = ["Told", "stages_of", "territories", "told_of"]

PAPERS = ("filed", "granted")


@dataclass(frozen=True)
class Told:
    """What is known of a territory; each frame has date, mean, low and high (90 %) by month.

    `stock` are the people from home who live there, with the month before the first at its head;
    `arrivals` those of them who came from another country during the month, `departures` those
    who left the country for the first time (home only); `vacancies` are jobs open at the month's
    end, `openings` those that opened; `waiting` are people who wait for papers of its country;
    `papers` has a row for each of `PAPERS`, too. A frame is empty where the run has nothing.
    """

    code: str
    name: str
    country: str
    is_home: bool
    stock: pd.DataFrame
    arrivals: pd.DataFrame
    departures: pd.DataFrame
    vacancies: pd.DataFrame
    openings: pd.DataFrame
    waiting: pd.DataFrame
    papers: pd.DataFrame


def territories(page: Page, home: str, order: Sequence[str]) -> dict[str, str]:
    """Return the names of countries and places by code: home, then `order`, then the others.

    The places of a country that has several follow it.
    """
    results = page.results
    places = results.places
    with_places = [home, *order, *results.origin, *places["iso3"]]
    names: dict[str, str] = {}
    for country in dict.fromkeys(with_places):
        names[country] = results.country_name(country)
        own = places[places["iso3"] == country]
        if len(own) > 1:
            names |= {
                str(place): f"{names[country]}: {name}"
                for place, name in zip(own["place"], own["name"], strict=True)
            }
    return names


@lru_cache(maxsize=64)
def told_of(run: Run, code: str, home: str) -> Told:
    """Gather what a run says about a country or place, and people from home there.

    Raises ResultsError if the run cannot be read.
    """
    page = page_of(run)
    results, numbers = page.results, page.numbers
    places = results.places
    is_place = bool((places["place"] == code).any())
    country = str(places.set_index("place")["iso3"][code]) if is_place else code
    own = {code} if is_place else {*places.loc[places["iso3"] == code, "place"], code}
    is_home = code == home
    stocks, flows = table_of(run, "stocks"), results.flows
    here = stocks["place"] == code if is_place else stocks["country"] == code
    from_home = stocks["citizenship"] == home
    ours = flows[(flows["citizenship"] == home) & (flows["kind"] != "internal")]
    there = ours["destination_place"] == code if is_place else ours["destination"] == code
    jobs = results.jobs[results.jobs["place"].isin(own)]
    queues = results.queues[results.queues["destination"] == country]
    return Told(
        code,
        results.place_name(code),
        results.country_name(country),
        is_home,
        _months(numbers, stocks[here & from_home]),
        _months(numbers, ours[there]),
        _months(numbers, ours[(ours["kind"] == "first") & is_home]),
        _months(numbers, jobs, "vacancies"),
        _months(numbers, jobs, "openings"),
        _months(numbers, queues, "waiting"),
        _papers(numbers, queues),
    )


def stages_of(page: Page, at: str) -> pd.DataFrame:
    """Return the people at home in each stage: date, name, mean, low and high (persons)."""
    numbers, stages = page.numbers, page.results.stages
    home = stages[stages["country"] == at]
    parts = [
        _months(numbers, home[home["stage"] == name]).assign(name=name)
        for name in STAGES
        if (home["stage"] == name).any()
    ]
    empty = pd.DataFrame(columns=["date", "mean", "low", "high", "name"])
    return pd.concat(parts, ignore_index=True) if parts else empty


def _months(numbers: Numbers, rows: pd.DataFrame, value: str = "persons") -> pd.DataFrame:
    if not len(rows):
        return pd.DataFrame(columns=["date", "mean", "low", "high"])
    return numbers.summary(over_time(rows, value, numbers))


def _papers(numbers: Numbers, queues: pd.DataFrame) -> pd.DataFrame:
    if not queues["applied"].any():
        return pd.DataFrame(columns=["date", "mean", "low", "high", "name"])
    parts = [
        _months(numbers, queues, column).assign(name=name)
        for name, column in zip(PAPERS, ("applied", "granted"), strict=True)
    ]
    return pd.concat(parts, ignore_index=True)
