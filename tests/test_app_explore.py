"""The page that looks at a saved run: true to its tables, steered by its address."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import ipyvuetify
import numpy as np
import pandas as pd
import pytest
import solara
import vl_convert
from tests.app_pages import Shown, opening
from tests.saved_runs import save_run

from talentflow_app import explore_page, library_job, runs, shared
from talentflow_app.addresses import read, told
from talentflow_app.charts import dressed, with_params
from talentflow_app.downloads import png_bytes
from talentflow_app.explore_flows import flows_of, listed
from talentflow_app.explore_map import flow_chart
from talentflow_app.explore_page import Look, month_at
from talentflow_app.explore_parts import PARTS, part_of
from talentflow_app.explore_places import stages_of, territories, told_of
from talentflow_app.explore_routes import beyond, routes_of
from talentflow_app.explore_timeline import advance
from talentflow_app.runs import Run
from talentflow_app.vega import Picture

PLACES = """place,name,iso3,lat,lon
minsk,Minsk,BLR,53.9,27.6
warsaw,Warsaw,POL,52.2,21.0
krakow,Rest of Poland,POL,50.1,19.9
LTU,Lithuania,LTU,54.7,25.3
"""
MONTH = pd.Timestamp("2020-11-01")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a library with one made-up run, whose places are known."""
    made = tmp_path_factory.mktemp("library")
    save_run(made / "base", months=30)
    (made / "base" / "data" / "places.csv").write_text(PLACES, encoding="utf-8")
    for name, columns in (("stocks", ["place"]), ("flows", ["destination_place", "origin_place"])):
        path = made / "base" / f"{name}.parquet"
        frame = pd.read_parquet(path)
        in_warsaw = {c: frame[c].astype(str).replace("POL", "warsaw") for c in columns}
        frame.assign(**in_warsaw).astype(dict.fromkeys(columns, "category")).to_parquet(path)
    return made


@pytest.fixture(scope="module")
def run(library: Path) -> Run:
    """Give the run of the library."""
    (only,) = runs.found(library, "")
    return only


@pytest.fixture
def open_page(library: Path) -> Iterator[Callable[[str], Shown]]:
    """Give a function that opens the page at an address."""
    with opening(explore_page, Look(), library) as open_at:
        yield open_at


def table(run: Run, name: str) -> pd.DataFrame:
    """Read a table of a run as it stands in its folder."""
    frame = pd.read_parquet(run.folder / f"{name}.parquet")
    return frame.astype(
        {c: "str" for c in frame if isinstance(frame[c].dtype, pd.CategoricalDtype)}
    )


def spread(sums: pd.Series, replications: int = 3) -> tuple[float, float, float]:
    """Return mean and 90 % interval over replications; one without a row counts as 0."""
    values = sums.reindex(range(replications), fill_value=0.0).to_numpy(float)
    return float(values.mean()), float(np.quantile(values, 0.05)), float(np.quantile(values, 0.95))


def test_runs_are_listed_newest_first(library: Path, tmp_path: Path) -> None:
    """Runs stand in the library or one level below; what was opened goes first, hidden ones not."""
    for at, name in enumerate(["old", "group/new", ".draft", "group/deep/er"]):
        shutil.copytree(library / "base", tmp_path / name)
        os.utime(tmp_path / name / "run.json", (1000 + at, 1000 + at))
    (tmp_path / "study").mkdir()
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "run.json").write_text("no json", encoding="utf-8")
    assert [one.key for one in runs.found(tmp_path, "")] == ["group/new", "old"]
    opened = runs.found(tmp_path, str(tmp_path / "old"))
    assert [one.key for one in opened] == ["old", "group/new"]
    outside = runs.found(tmp_path, str(library / "base"))
    assert [one.key for one in outside] == ["opened/base", "group/new", "old"]
    assert runs.found(tmp_path / "nowhere", "belarus-2020") == []


def test_a_run_that_was_replaced_is_read_anew(library: Path, tmp_path: Path) -> None:
    """What is kept in memory belongs to the results that were there when it was read."""
    shutil.copytree(library / "base", tmp_path / "base")
    (before,) = runs.found(tmp_path, "")
    first = runs.page_of(before)
    assert runs.page_of(before) is first
    save_run(tmp_path / "base", months=12, replications=2)
    os.utime(tmp_path / "base" / "run.json", (5000, 5000))
    (after,) = runs.found(tmp_path, "")
    assert len(runs.page_of(after).numbers.months) == 12


def test_flows_on_the_map_equal_the_table(run: Run) -> None:
    """The map counts first moves from home up to a month, as means over all replications."""
    flows, moves = flows_of(run), table(run, "flows")
    first = moves[(moves["kind"] == "first") & (moves["origin"] == "BLR")]
    for code in ("POL", "UKR", "USA"):
        gone = first[(first["destination"] == code) & (first["date"] <= MONTH)]["persons"].sum() / 3
        assert flows.gone.loc[MONTH, code] == pytest.approx(gone)
    totals = first[first["date"] <= MONTH].groupby("destination")["persons"].sum()
    row = listed(flows).set_index(["date", "country"]).loc[(MONTH, "POL")]
    assert row["share_percent"] == pytest.approx(100 * totals["POL"] / totals.sum())
    stocks = table(run, "stocks")
    there = stocks[(stocks["date"] == MONTH) & (stocks["country"] == "POL")]["persons"].sum() / 3
    assert row["live_there"] == pytest.approx(there)
    assert "minsk" not in flows.there.columns


def test_the_map_holds_every_month(run: Run) -> None:
    """The arrays that the browser shows are those counts, and Vega draws the month it is told."""
    flows = flows_of(run)
    routes = routes_of(flows).set_index("code")
    position = list(flows.gone.index).index(MONTH)
    persons = routes.loc["LTU", "persons"]
    assert persons[position] == pytest.approx(flows.gone.loc[MONTH, "LTU"], abs=0.01)
    spec = dressed(flow_chart(flows, position, "POL"))
    pictures = [
        vl_convert.vegalite_to_svg(dict(with_params(spec, {"month": month})))
        for month in (0, position, len(flows.gone) - 1)
    ]
    assert len(set(pictures)) == 3
    shown_there = f"Poland {float(f'{flows.gone.loc[MONTH, "POL"]:.3g}'):,.0f}"
    assert shown_there in pictures[1]
    assert shown_there not in pictures[2]
    assert png_bytes(spec).startswith(b"\x89PNG")
    assert "USA" in beyond(flows)


def test_a_place_equals_the_tables(run: Run) -> None:
    """Stocks, arrivals, papers and jobs of a country are those of the tables, with intervals."""
    found = told_of(run, "POL", "BLR")
    at = found.stock.set_index("date").loc[MONTH]
    stocks = table(run, "stocks")
    here = stocks[(stocks["date"] == MONTH) & (stocks["country"] == "POL")]
    assert tuple(at) == pytest.approx(spread(here.groupby("replication")["persons"].sum()))
    moves = table(run, "flows")
    came = moves[(moves["date"] == MONTH) & (moves["destination"] == "POL")]
    assert set(came["kind"]) == {"first", "onward"}
    at = found.arrivals.set_index("date").loc[MONTH]
    assert tuple(at) == pytest.approx(spread(came.groupby("replication")["persons"].sum()))
    queues = table(run, "queues")
    filed = queues[(queues["date"] == MONTH) & (queues["destination"] == "POL")]
    papers = found.papers[found.papers["date"] == MONTH].set_index("name")
    for name, column in (("filed", "applied"), ("granted", "granted")):
        sums = filed.groupby("replication")[column].sum()
        assert papers.loc[name, "mean"] == pytest.approx(spread(sums)[0])
    assert not len(found.vacancies)
    assert not found.is_home


def test_home_equals_the_tables(run: Run) -> None:
    """At home there are those who live there, who left, who came back, open jobs, and stages."""
    found = told_of(run, "BLR", "BLR")
    moves = table(run, "flows")
    for kind, months in (("first", found.departures), ("return", found.arrivals)):
        rows = moves[(moves["date"] == MONTH) & (moves["kind"] == kind)]
        expected = spread(rows.groupby("replication")["persons"].sum())
        assert tuple(months.set_index("date").loc[MONTH]) == pytest.approx(expected)
    assert found.vacancies.set_index("date").loc[MONTH, "mean"] == 4000.0
    stages = table(run, "stages")
    rows = stages[(stages["date"] == MONTH) & (stages["group"] == "all")]
    for name, of_stage in rows.groupby("stage"):
        mean = of_stage["persons"].sum() / 3
        told_here = stages_of(runs.page_of(run), "BLR")
        one = told_here[(told_here["date"] == MONTH) & (told_here["name"] == name)]
        assert float(one["mean"].iloc[0]) == pytest.approx(mean)


def test_places_stand_below_their_country(run: Run) -> None:
    """Home goes first, then the countries as asked; a country of one place has no list of them."""
    names = territories(runs.page_of(run), "BLR", ["LTU", "POL"])
    assert names == {
        "BLR": "Belarus",
        "LTU": "Lithuania",
        "POL": "Poland",
        "warsaw": "Poland: Warsaw",
        "krakow": "Poland: Rest of Poland",
    }
    city, country = told_of(run, "warsaw", "BLR"), told_of(run, "POL", "BLR")
    pd.testing.assert_frame_equal(city.stock, country.stock)  # all of them live there
    pd.testing.assert_frame_equal(city.arrivals, country.arrivals)
    assert not told_of(run, "krakow", "BLR").stock["mean"].any()
    assert city.country == "Poland"


def test_each_origin_is_looked_at_by_itself(
    library: Path, tmp_path: Path, open_page: Callable[[str], Shown]
) -> None:
    """With two origins the map and the panel count people of the one that is chosen."""
    shutil.copytree(library / "base", tmp_path / "two")
    scenario = tmp_path / "two" / "scenario.toml"
    text = scenario.read_text(encoding="utf-8")
    scenario.write_text(text.replace('["BLR"]', '["BLR", "LTU"]'), encoding="utf-8")
    moves = pd.read_parquet(tmp_path / "two" / "flows.parquet").astype(
        dict.fromkeys(("citizenship", "origin", "destination", "kind"), "str")
    )
    more = moves[(moves["kind"] == "first") & (moves["destination"] == "POL")]
    more = more.assign(citizenship="LTU", origin="LTU", persons=7.0)
    pd.concat([moves, more]).to_parquet(tmp_path / "two" / "flows.parquet")
    shared.begin("", str(tmp_path))
    (run,) = runs.found()
    (alone,) = runs.found(library, "")
    pd.testing.assert_frame_equal(flows_of(run, "BLR").gone, flows_of(alone).gone)
    there = more[more["date"] <= MONTH]["persons"].sum() / 3
    assert flows_of(run, "LTU").gone.loc[MONTH, "POL"] == pytest.approx(there)
    left = told_of(run, "LTU", "LTU").departures.set_index("date")["mean"].sum()
    assert left == pytest.approx(more["persons"].sum() / 3)
    page = open_page("/explore?run=two&month=2020-11")
    page.select("People from").v_model = "LTU"
    assert page.told[-1] == "/explore?run=two&month=2020-11&place=LTU&home=LTU"
    assert "Gone from Lithuania by November 2020" in page.words()


def test_every_part_is_the_report_s(run: Run) -> None:
    """Each tab that is offered has something, and shows the figures of the report."""
    page = runs.page_of(run)
    there = [name for name, (_, may, _) in PARTS.items() if may(page)]
    assert there == ["leaving", "stages", "places", "firms", "visas", "work", "voice"]
    for name in there:
        part = part_of(run, name)
        assert part is not None
        assert part.figures
    stages = part_of(run, "stages")
    assert stages is not None
    assert [one.slug.removeprefix("stage-") for one in stages.figures] == [
        "settled",
        "considering",
        "planning",
        "preparing",
    ]


def test_the_address_says_what_the_page_shows(open_page: Callable[[str], Shown]) -> None:
    """Run, month, place and part come from the address, and changes of them go there."""
    page = open_page("/explore?run=base&month=2020-11&place=POL&part=firms")
    assert "Poland, November 2020" in page.words()
    assert "Firms by stage of relocation" in " ".join(page.charts())
    page.select("Country or place").v_model = "LTU"
    assert page.told == ["/explore?run=base&month=2020-11&place=LTU&part=firms"]
    assert "Lithuania, November 2020" in page.words()
    (slider,) = page.find(ipyvuetify.Slider)
    slider.v_model = 0
    assert "Lithuania, January 2019" in page.words()
    assert len(page.told) == 1
    slider.fire_event("change", 0)
    assert page.told[-1] == "/explore?run=base&month=2019-01&place=LTU&part=firms"


def test_numbers_of_the_panel_equal_the_table(run: Run, open_page: Callable[[str], Shown]) -> None:
    """The panel writes the mean of the month, to the person."""
    page = open_page("/explore?run=base&month=2020-11&place=POL")
    stocks = table(run, "stocks")
    there = stocks[(stocks["date"] == MONTH) & (stocks["country"] == "POL")]["persons"].sum() / 3
    assert f"{there:,.0f}" in page.words().split("\n")


def test_a_click_on_the_map_picks_a_place(open_page: Callable[[str], Shown]) -> None:
    """What Vega tells of a clicked mark goes into the address; a click beside them does not."""
    page = open_page("/explore?run=base&month=2020-11&place=BLR")
    (chart,) = [one for one in page.find(Picture) if one.pick]
    chart.vue_picked({"code": ["POL"]})
    assert page.told == ["/explore?run=base&month=2020-11&place=POL"]
    assert chart.params == {"month": 22, "picked": "POL"}
    chart.vue_picked({})
    assert len(page.told) == 1


def test_an_address_that_says_nothing_is_completed(open_page: Callable[[str], Shown]) -> None:
    """The newest run at its last month, at home; and whoever goes back is not held."""
    page = open_page("/explore")
    assert page.told == ["/explore?run=base&month=2021-06&place=BLR"]
    assert "Belarus, June 2021" in page.words()


def test_what_an_address_asks_for_in_vain_is_said(open_page: Callable[[str], Shown]) -> None:
    """An unknown run is a sentence; an unknown place or month is the usual one."""
    page = open_page("/explore?run=../../etc&month=2090-13&place=nowhere")
    assert "There is no run '../../etc'" in page.words()
    assert "Belarus, June 2021" in page.words()


def test_a_broken_run_is_a_sentence(
    library: Path, tmp_path: Path, open_page: Callable[[str], Shown]
) -> None:
    """A missing table is told with its name, not as a traceback."""
    shutil.copytree(library / "base", tmp_path / "base")
    (tmp_path / "base" / "stocks.parquet").unlink()
    shared.begin("", str(tmp_path))
    page = open_page("/explore?run=base")
    assert "stocks.parquet: not there" in page.words()


def test_addresses_are_read_as_they_are_written() -> None:
    """What is written is read again; names that nobody knows are left out."""
    look = Look(run="a b/c", month="2020-01", place="POL")
    assert read(Look(), told(look)) == look
    assert read(Look(), "?place=LTU&evil=1") == Look(place="LTU")
    assert told(Look()) == ""


def test_months_are_found_by_name() -> None:
    """A month that the run does not have is its last."""
    months = pd.date_range("2020-01-01", periods=5, freq="MS")
    assert [month_at(months, name) for name in ("2020-02", "2021-01", "")] == [1, 4, 4]


def test_a_play_goes_to_the_end_and_can_be_stopped() -> None:
    """It shows each month in turn; told to stop, it stays where it is."""
    month = solara.reactive(2)
    seen: list[int] = []
    month.subscribe(seen.append)
    assert advance(month, 5, threading.Event(), pause=0.0)
    assert seen == [3, 4, 5]
    stop = threading.Event()
    stop.set()
    month.set(0)
    assert not advance(month, 5, stop, pause=0.0)
    assert month.peek() == 0


def waited(until: Callable[[], bool], seconds: float = 15.0) -> bool:
    """Wait until something holds; tell whether it did in time."""
    end = time.monotonic() + seconds
    while not until():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def test_without_runs_one_can_be_started(
    library: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    open_page: Callable[[str], Shown],
) -> None:
    """The button makes a run by itself; when it is done the page shows it."""
    started: list[str] = []
    copy = "import shutil, sys; shutil.copytree(sys.argv[1], sys.argv[2])"
    start = library_job.start

    def instead(name: str, command: Sequence[str], room: TemporaryDirectory[str]) -> None:
        started.extend(command)
        out = command[command.index("--out") + 1]
        start(name, [sys.executable, "-c", copy, str(library / "base"), out], room)

    monkeypatch.setattr(library_job, "start", instead)
    shared.begin("", str(tmp_path / "empty"))
    page = open_page("/explore")
    page.button("Run belarus-2020 now, one in twenty people").click()
    assert waited(lambda: "Belarus, June 2021" in page.words())
    assert page.told[0] == "/explore?run=belarus-2020"
    words = ["--scale", "20.0", "--replications", "8", "--months", "84"]
    assert started[-len(words) :] == words
    library_job.forget()
