"""A new employer's jobs, and who fills the jobs of a place."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import worlds

from talentflow.hires import new_share
from talentflow.model import MigrationModel
from talentflow.rules.feedback.new_employer import NewEmployer
from talentflow.scenario import Scenario, load
from talentflow_lab.page_hires import hires, jobs_of, named_places, sources
from talentflow_lab.page_parts import Page
from talentflow_lab.page_results import read_results
from talentflow_lab.run import Request, run_scenario

PLACES = ("minsk", "warsaw", "vilnius")
EMPLOYER = ("feedback.new_employer.start=2", "feedback.new_employer.months=3")


def calm(*overrides: str, months: int = 9) -> Scenario:
    """Load a small calm world in which some leave."""
    tables = worlds.calm(worlds.world(*worlds.COUNTRIES))
    few = ("decision.anchors.calm_exit=0.15", *overrides)
    return worlds.scenario(tables, *few, months=months, scale=150)


def run(*overrides: str) -> dict[str, pd.DataFrame]:
    """Outcome tables of the small world."""
    return MigrationModel(calm(*overrides)).run().tables()


@given(
    st.dictionaries(st.sampled_from(PLACES), st.floats(0, 1e5)),
    st.integers(0, 30),
    st.integers(1, 30),
)
def test_a_new_employer_opens_its_jobs_and_no_others(
    jobs: dict[str, float], start: int, months: int
) -> None:
    """Over its months it opens what it was said to, evenly; before, after and elsewhere nothing."""
    rule = NewEmployer(jobs=jobs, start=start, months=months)
    opened = np.array([rule.openings(PLACES, t) for t in range(61)])
    assert opened.sum(0) == pytest.approx([jobs.get(place, 0.0) for place in PLACES])
    assert (opened[:start] == 0.0).all()
    assert (opened[start + months :] == 0.0).all()
    assert (opened[:, [place not in jobs for place in PLACES]] == 0.0).all()
    off = NewEmployer(enabled=False, jobs=jobs, start=start, months=months)
    assert not any(off.openings(PLACES, t).any() for t in range(61))


def test_jobs_that_a_new_employer_opens_are_open_or_filled() -> None:
    """At a host and at home alike: openings rise by its jobs, vacancies by those not filled yet."""
    before = run()
    for place in ("warsaw", "minsk"):
        after = run(*EMPLOYER, f"feedback.new_employer.jobs={{{place} = 900}}")
        jobs = [
            tables["jobs"].set_index(["place", "date"]).loc[place] for tables in (before, after)
        ]
        more = jobs[1] - jobs[0]
        first = more.iloc[2]
        assert first["openings"] == pytest.approx(300.0)
        assert first["vacancies"] + first["filled"] == pytest.approx(300.0)
        assert (more.iloc[:2] == 0.0).all(axis=None)
        assert more["openings"].sum() == pytest.approx(
            more["filled"].sum() + more["vacancies"].iloc[-1]
        )
        if place == "warsaw":
            assert more["openings"].sum() == pytest.approx(900.0)
            assert more["filled"].sum() > 500.0


def test_without_jobs_a_new_employer_changes_no_bit() -> None:
    """Its switch and its dates mean nothing where it opens no job, and the switch closes it."""
    plain = run()
    others = (
        (*EMPLOYER,),
        (*EMPLOYER, "feedback.new_employer.enabled=false"),
        (
            *EMPLOYER,
            "feedback.new_employer.jobs={warsaw = 900}",
            "feedback.new_employer.enabled=false",
        ),
    )
    for overrides in others:
        for name, table in run(*overrides).items():
            pd.testing.assert_frame_equal(table, plain[name])


@given(
    st.lists(
        st.tuples(
            st.floats(0, 100).filter(lambda x: x == 0 or x > 1e-6),
            st.floats(0, 1000),
            st.floats(0, 1),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_a_new_employers_jobs_are_filled_once(
    months: list[tuple[float, float, float]],
) -> None:
    """What it has filled and has open is what it opened, whatever others open and fill."""
    new, every, part = (np.array(column)[:, None] for column in zip(*months, strict=True))
    vacancies = 0.0
    filled, left = np.zeros_like(new), np.zeros_like(new)
    for t in range(len(months)):
        available = vacancies + new[t, 0] + every[t, 0]
        filled[t], left[t] = available * part[t, 0], available * (1 - part[t, 0])
        vacancies = left[t, 0]
    share = new_share(new, filled, left)
    assert ((share >= 0.0) & (share <= 1.0)).all()
    its_own = (share * filled).sum()
    assert its_own <= new.sum() * (1 + 1e-9)
    if part[-1, 0] == 1.0:
        assert its_own == pytest.approx(new.sum())


def test_those_who_moved_fill_jobs_where_they_came() -> None:
    """Hires from abroad are the arrivals of the flows; natives fill none at home."""
    tables = run()
    flows, found = tables["flows"], tables["hires"]
    moved = flows[flows["kind"] != "internal"].rename(columns={"destination_place": "place"})
    where = ["date", "place", "citizenship", "origin"]
    arrivals = moved.groupby(where, observed=True)["persons"].sum()
    abroad = found[found["source"] == "abroad"].groupby(where, observed=True)["persons"].sum()
    assert abroad.sum() > 1000.0
    assert (abroad <= arrivals.reindex(abroad.index) + 1e-9).all()
    room = tables["jobs"].set_index(["date", "place"])["filled"]
    came = flows.groupby(["date", "destination_place"], observed=True)["persons"].sum()
    came.index.names = ["date", "place"]
    enough = came[room.reindex(came.index) >= came - 1e-9].index
    there = arrivals.reset_index().set_index(["date", "place"]).index.isin(enough)
    expected = arrivals[there]
    assert np.allclose(abroad.reindex(expected.index), expected)
    at_home = found["place"].isin(["minsk", "belarus-other"])
    assert set(found[at_home]["source"]) <= {"abroad", "same_country", "newcomers"}
    assert "natives_and_others" in set(found[~at_home]["source"])
    assert set(found["employer"]) == {"others"}


def test_the_page_says_who_fills_the_jobs(tmp_path: Path) -> None:
    """The section's numbers are those of the table; without a named place there is no section."""
    case = load("jyvaskyla").replace(scale=20, months=44, replications=2)
    results = read_results(run_scenario(Request(case, tmp_path / "run", workers=1)).folder)
    assert named_places(results) == ["jyvaskyla"]
    section = hires(Page(results))
    assert section is not None
    (place,) = section.context["places"]
    rows = {row["who"]: row for row in place["rows"]}
    jobs = results.jobs[results.jobs["place"] == "jyvaskyla"]
    assert jobs_of(results, "jyvaskyla").sum() == pytest.approx(jobs["filled"].sum())
    new = jobs_of(results, "jyvaskyla", employer="new")
    assert ((new > 20.0) & (new < 100.0)).all()
    moved = sources(results, "jyvaskyla")
    table = results.hires[results.hires["place"] == "jyvaskyla"]
    there = table[table["source"].isin(["abroad", "same_country"])]
    assert moved["mean"].sum() == pytest.approx(there["persons"].sum() / 2)
    assert there["persons"].sum() > 0.0
    assert float(rows["all"]["new"].replace(",", "")) == pytest.approx(new.mean(), abs=0.5)
    plain = load("belarus-2020").replace(scale=500, months=3, replications=1)
    other = read_results(run_scenario(Request(plain, tmp_path / "plain", workers=1)).folder)
    assert hires(Page(other)) is None
