"""The page's cities: arrivals at places of hosts that have several."""

from pathlib import Path

import pytest

from talentflow.scenario import load
from talentflow_lab.page_cities import cities
from talentflow_lab.page_parts import Page
from talentflow_lab.page_results import read_results
from talentflow_lab.run import Request, run_scenario


def test_arrivals_at_cities_are_those_of_the_flows(tmp_path: Path) -> None:
    """Each place of Poland, Lithuania and Finland has its line; home's places have none."""
    case = load("belarus-2020").replace(scale=20, months=24, replications=2)
    results = read_results(run_scenario(Request(case, tmp_path / "run", workers=1)).folder)
    page = Page(results)
    section = cities(page)
    assert section is not None
    rows = {row["city"]: row for row in section.context["rows"]}
    assert {row["country"] for row in rows.values()} == {"Poland", "Lithuania", "Finland"}
    assert "Jyväskylä" in rows
    assert "Minsk" not in rows
    flows = results.flows
    here = flows[(flows["date"] >= page.numbers.since) & (flows["destination_place"] == "warsaw")]
    arrived = here[here["kind"] != "internal"].groupby("replication")["persons"].sum().mean()
    shown = float(rows["Warsaw"]["people"].replace(",", ""))
    assert shown == pytest.approx(arrived, rel=0.01)
    assert arrived > 0
