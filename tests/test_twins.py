"""Twins: what a policy changes, person by person, adds up; without a dose nothing changes."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from talentflow.levers import catalogue
from talentflow.scenario import load
from talentflow_lab.changes import CHANNELS, WHAT
from talentflow_lab.twins import Found, run_twins

FIRST = 20
RUN = ("months=28", "scale=100")
NAMES = ("FIN", "FIN:jyvaskyla", "BLR", "POL", "USA")

SETTINGS = {
    "fast-track-permits": ("FIN", "processing_months=0.1", "ease_gain=0.5"),
    "visa-waiver": ("FIN",),
    "key-employee-tax-relief": ("FIN", "relief=0.3"),
    "relocation-grant": ("FIN", "grant=50000", "capacity=1000"),
    "recruiting-campaign": ("FIN", "contacts=5000", "offer=2.0"),
    "soft-landing-for-firms": ("FIN", "landing=4.0"),
    "business-harbour": ("FIN",),
    "city-talent-office": ('"FIN:jyvaskyla"', "matching=3.0", "services=2.0"),
    "amnesty": ("BLR", "safety=1.0"),
    "quota": ("FIN", "quota=0"),
    "exit-ban": ("BLR", "ban=0.9"),
    "sanctions": ("BLR", "severity=10"),
    "remote-hire": ("USA", "hires=50"),
    "internet-freedom": ("BLR", "internet=0.9"),
    "ict-tax-relief": ("BLR", "tax=0.5"),
    "return-tax-relief": ("BLR", "relief=0.6"),
    "conscription-deferment": ("BLR",),
}  # fmt: skip


@cache
def found(slug: str, *more: str, months: int = 28) -> Found:
    """Return what a lever came to, from September 2020 on, at a coarse scale."""
    owner, *doses = SETTINGS[slug]
    path = f"levers.{slug}.{owner}"
    run = [f"months={months}", "scale=100"]
    policy = [*run, *(f"{path}.{one}" for one in ("start=2020-09", *doses, *more))]
    pair = load("belarus-2020", run), load("belarus-2020", policy)
    return run_twins(*pair, 0, NAMES, FIRST, lambda _: None)


@pytest.mark.parametrize("slug", sorted(SETTINGS))
def test_without_take_up_nothing_changes(slug: str) -> None:
    """A lever that nobody takes up leaves every number exactly as it is, and nobody changed."""
    nothing = found(slug, "take_up=0", months=24)
    for frame in (nothing.series, nothing.groups):
        assert (frame["baseline"] == frame["policy"]).all()
    assert nothing.changed.empty
    assert nothing.displacement.empty
    assert (nothing.books[["recipients", "spent"]] == 0.0).all(axis=None)


@pytest.mark.parametrize("slug", sorted(set(SETTINGS) - {"conscription-deferment"}))
def test_a_strong_dose_changes_somebody(slug: str) -> None:
    """A lever at a strong dose has an effect, and none before it starts."""
    one = found(slug)
    assert not one.changed.empty
    assert one.changed["date"].min() >= pd.Timestamp("2020-09-01")
    before = one.series[one.series["month"] < FIRST]
    assert (before["baseline"] == before["policy"]).all()


@pytest.mark.parametrize("slug", sorted(SETTINGS))
def test_gains_and_losses_add_up(slug: str) -> None:
    """Additional = present − deadweight − crowded out + others gained, for every owner."""
    one = found(slug)
    for row in one.books.to_dict("records"):
        additional = row["stock_with"] - row["stock_without"]
        gained = row["present"] - row["deadweight"] + row["others_gained"]
        assert additional == gained - row["crowded_out"]
        assert 0.0 <= row["deadweight"] <= row["present"] <= row["recipients"]
        last = one.series[(one.series["outcome"] == f"stock:{row['owner']}")]
        end = last[last["month"] == last["month"].max()].iloc[0]
        assert end["policy"] - end["baseline"] == additional


@pytest.mark.parametrize("slug", ["fast-track-permits", "relocation-grant", "amnesty"])
def test_displacement_is_the_difference_of_stocks(slug: str) -> None:
    """Who is elsewhere with the policy makes up the difference of every stock."""
    one = found(slug)
    ways = one.displacement
    assert (ways["place_without"] != ways["place_with"]).all()
    places = load("belarus-2020", RUN).data.place_rows
    for name in NAMES:
        country, _, place = name.partition(":")
        own = [place] if place else places[places["iso3"] == country]["place"].tolist()
        came = ways[ways["place_with"].isin(own) & ~ways["place_without"].isin(own)]
        went = ways[~ways["place_with"].isin(own) & ways["place_without"].isin(own)]
        stock = one.series[one.series["outcome"] == f"stock:{name}"]
        end = stock[stock["month"] == stock["month"].max()].iloc[0]
        assert came["persons"].sum() - went["persons"].sum() == end["policy"] - end["baseline"]


def test_changes_speak_the_words_of_the_table() -> None:
    """Every change has a person, a date, what differs in which words, and a channel."""
    changed = found("fast-track-permits").changed
    assert set(changed["channel"]) <= set(CHANNELS)
    assert "recipient" in set(changed["channel"])
    assert set(changed["what"]) <= set(WHAT)
    assert (changed["baseline"] != changed["policy"]).all()
    assert not changed.duplicated(["professional", "what"]).any()
    one = changed.groupby("professional")["channel"].nunique()
    assert (one == 1).all()


def test_a_grant_is_given_within_its_capacity() -> None:
    """No more recipients than the capacity of the months allows, and each costs what it says."""
    one = found("relocation-grant", "capacity=60", "leakage=0", "fixed_cost=0", "unit_cost=0")
    (row,) = one.books.to_dict("records")
    assert 0.0 < row["recipients"] <= 60.0 * 8 + 100.0
    assert row["spent"] == pytest.approx(row["recipients"] * 50_000.0)


def test_money_of_a_tax_relief_is_what_is_spared() -> None:
    """Without fixed and unit costs a relief costs its share of recipients' pay, month by month."""
    one = found("key-employee-tax-relief", "fixed_cost=0", "unit_cost=0")
    dearer = found("key-employee-tax-relief", "fixed_cost=1000", "unit_cost=0")
    (row,), (other,) = (f.books.to_dict("records") for f in (one, dearer))
    assert row["recipients"] > 0.0
    assert other["spent"] - row["spent"] == pytest.approx(1000.0 * 8)
    monthly = row["spent"] / row["recipients"]
    assert 0.3 * 1000.0 < monthly < 0.3 * 20_000.0 * 8


def test_tax_relief_goes_to_its_grades_only() -> None:
    """No junior or middle becomes a recipient."""
    case = load(
        "belarus-2020",
        [*RUN, "levers.key-employee-tax-relief.FIN.start=2020-09"],
    )
    from talentflow.simulation import Simulation

    run = Simulation(case, histories=False)
    while not run.over:
        run.step()
    people = run.world.people
    helped = np.flatnonzero(people.aided[: people.used])
    assert helped.size > 0
    assert (people.grade[helped] >= 2).all()
    arrived = people.arrival[helped]
    assert (arrived >= FIRST).all()
    assert set(catalogue()["key-employee-tax-relief"].grades) == {"senior", "lead"}


def test_no_seats_change_nothing() -> None:
    """Nobody counts on a lever that has no seats: every number is as without it."""
    for slug in ("relocation-grant", "city-talent-office", "recruiting-campaign"):
        nothing = (
            found(slug, "capacity=0", "matching=0") if "city" in slug else found(slug, "capacity=0")
        )
        assert nothing.changed.empty, slug


def test_who_is_kept_out_is_no_recipient() -> None:
    """A quota helps nobody: those who do not come wait, or are reached through others."""
    channels = set(found("quota").changed["channel"])
    assert "recipient" not in channels
    assert "queue" in channels


def test_newcomers_are_hired_in_one_run_only_for_jobs() -> None:
    """Who exists in one run only was hired there, or began to study."""
    changed = found("amnesty").changed
    assert set(changed[changed["what"] == "presence"]["channel"]) <= {"job", "wage"}
