"""Pages about saved runs, and the assumptions, in a browser."""

import json
import re
from pathlib import Path
from urllib.parse import quote

import pandas as pd
import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Watched

from talentflow_lab.cli import app as command

pytestmark = pytest.mark.browser

RUN = ["belarus-2020", "--scale", "100", "--months", "30", "--replications", "2"]
CIRCLE = """() => {
  for (const mark of document.querySelectorAll('#chart-map svg .mark-symbol.role-mark path')) {
    const datum = mark.__data__ && mark.__data__.datum, box = mark.getBoundingClientRect();
    const x = box.x + box.width / 2, y = box.y + box.height / 2;
    if (datum && datum.code && datum.code !== 'BLR' && box.width > 4
        && document.elementFromPoint(x, y) === mark) return [datum.code, datum.name, x, y];
  }
}"""
"""The first circle abroad that nothing covers: code, name, and where it is on the screen."""
QUERY = "months=6&scale=100&replications=2&lever=fast-track-permits:owner=FIN"


@pytest.fixture(scope="module")
def runs(library: Path) -> Path:
    """Make two saved runs."""
    from typer.testing import CliRunner

    for name, more in (("one", []), ("two", ["--set", "terms.repression.weight=0"])):
        done = CliRunner().invoke(command, ["run", *RUN, *more, "--out", str(library / name)])
        assert done.exit_code == 0, done.output
    return library


def test_explore(address: str, watched: Watched, runs: Path) -> None:
    """Map, stocks and panel have marks; the panel's stock is that of the table."""
    page = watched.page
    page.goto(f"{address}/explore?run=one&month=2021-06&place=BLR")
    expect(page.locator("#chart-map svg")).to_have_count(1, timeout=60_000)
    page.wait_for_timeout(1500)
    assert watched.marks("map") > 100
    stocks = pd.read_parquet(runs / "one" / "stocks.parquet")
    home = stocks[(stocks["date"] == "2021-06-01") & (stocks["country"] == "BLR")]
    home = home[home["citizenship"] == "BLR"]
    mean = home.groupby("replication")["persons"].sum().mean()
    expect(page.locator("aside .tf-large .tf-fact-value").first).to_have_text(f"{mean:,.0f}")
    page.get_by_role("button", name="Play").click()
    page.wait_for_timeout(1200)
    watched.picture("explore")
    watched.clean()


def test_a_click_on_a_circle_opens_the_panel_of_its_place(
    address: str, watched: Watched, runs: Path
) -> None:
    """The panel tells of it, its stock is that of the table, and the address names it."""
    page = watched.page
    page.goto(f"{address}/explore?run=one&month=2021-06&place=BLR")
    expect(page.locator("#chart-map svg")).to_have_count(1, timeout=60_000)
    page.wait_for_timeout(1500)
    code, name, x, y = page.evaluate(CIRCLE)
    page.mouse.click(x, y)
    expect(page).to_have_url(re.compile(rf"place={re.escape(quote(code))}"))
    head = re.compile(re.escape(f"{name}, June 2021"), re.IGNORECASE)  # "The rest of Poland"
    expect(page.locator("aside .tf-panel-head")).to_have_text(head)
    stocks = pd.read_parquet(runs / "one" / "stocks.parquet")
    inside = (stocks["place"] == code) | (stocks["country"] == code)
    there = stocks[(stocks["date"] == "2021-06-01") & inside]
    there = there[there["citizenship"] == "BLR"]
    mean = there.groupby("replication")["persons"].sum().sum() / 2
    expect(page.locator("aside .tf-large .tf-fact-value").first).to_have_text(f"{mean:,.0f}")
    watched.clean()


def test_why(address: str, watched: Watched, runs: Path) -> None:
    """Reasons are drawn, and the life is that of the run's story."""
    page = watched.page
    page.goto(f"{address}/why?run=one")
    expect(page.locator(".tf-figure svg").first).to_be_visible(timeout=60_000)
    page.wait_for_timeout(1500)
    assert page.locator(".tf-figure svg .role-mark path").count() > 10
    story = json.loads((runs / "one" / "story.json").read_text(encoding="utf-8"))
    if story:
        expect(page.locator(".tf-life")).to_contain_text(str(story["person"]["age"]))
    watched.picture("why")
    watched.clean()


@pytest.mark.usefixtures("runs")
def test_compare(address: str, watched: Watched) -> None:
    """Two runs stand side by side, as pairs, with what differs between their scenarios."""
    page = watched.page
    page.goto(f"{address}/compare")
    boxes = page.locator("main table").first.get_by_role("checkbox")
    expect(boxes).to_have_count(2, timeout=60_000)
    for number in range(2):
        boxes.nth(number).check(force=True)
        expect(page.locator(".tf-figure svg").first).to_be_visible(timeout=60_000)
        page.wait_for_timeout(1500)
    expect(page.locator("main")).to_contain_text("terms.repression.weight", timeout=60_000)
    expect(page.locator(".tf-figure svg").first).to_be_visible(timeout=60_000)
    page.wait_for_timeout(1500)
    watched.picture("compare")
    watched.clean()


def test_assumptions(address: str, watched: Watched) -> None:
    """Parameters are listed with their sources; a change reaches the address and the numbers."""
    page = watched.page
    page.goto(f"{address}/assumptions?{QUERY}")
    expect(page.locator("main")).to_contain_text("terms.distance", timeout=60_000)
    ready = page.locator(".tf-status[data-state=ready]")
    expect(ready).to_have_count(1, timeout=60_000)
    watched.picture("assumptions")
    page.goto(f"{address}/assumptions?{QUERY}&set=terms.distance.weight=0.3")
    expect(page.locator("main")).to_contain_text("terms.distance.weight", timeout=60_000)
    expect(ready).to_have_count(1, timeout=60_000)
    watched.clean()
