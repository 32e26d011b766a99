"""Runs side by side: intervals against SciPy and by hand, numbers against the tables, the page."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import ipyvuetify
import numpy as np
import pandas as pd
import pytest
import reacton
import solara
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from tests.saved_runs import save_run

from talentflow_app import (
    library_list,
    library_page,
    library_results,
    library_tables,
    session,
    shared,
    words,
)
from talentflow_app.charts import dressed
from talentflow_app.downloads import png_bytes
from talentflow_app.library_differences import differences, monthly, no_pairs, scenario_rows
from talentflow_app.library_intervals import independent, paired
from talentflow_app.library_numbers import Read, key_numbers, months_of, read, values, window
from talentflow_app.library_page import from_query, to_query
from talentflow_app.library_results import gather
from talentflow_app.library_runs import LibraryError, find, runs
from talentflow_lab.page_numbers import Numbers
from talentflow_lab.page_results import read_results

type Rendered = reacton.core._RenderContext

samples = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=8)


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)), min_size=2, max_size=8))
def test_pairs_are_those_of_scipy(both: list[tuple[float, float]]) -> None:
    """The paired interval is SciPy's for a paired t test at 90 %."""
    one, other = np.array(both).T
    found = paired(one, other)
    if np.ptp(one - other) == 0.0:
        assert [found.low, found.high] == pytest.approx([float(found.mean)] * 2)
        return
    with np.errstate(all="ignore"):
        told = stats.ttest_rel(one, other).confidence_interval(0.90)
    scale = max(1.0, float(np.abs(both).max()))
    assert [found.low, found.high] == pytest.approx([told.low, told.high], abs=1e-6 * scale)


@pytest.mark.filterwarnings("ignore:Precision loss")
@given(samples, samples)
def test_independent_ones_are_those_of_scipy(one: list[float], other: list[float]) -> None:
    """The other interval is that of Welch's t test."""
    found = independent(np.array(one), np.array(other))
    if np.ptp(one) == np.ptp(other) == 0.0:
        assert [found.low, found.high] == pytest.approx([float(found.mean)] * 2)
        return
    with np.errstate(all="ignore"):
        told = stats.ttest_ind(one, other, equal_var=False).confidence_interval(0.90)
    scale = max(1.0, *np.abs([*one, *other]))
    if np.isfinite([told.low, told.high]).all():
        assert [found.low, found.high] == pytest.approx([told.low, told.high], abs=1e-6 * scale)


def test_intervals_by_hand() -> None:
    """Differences 1, 2, 3: mean 2, standard error 1/√3, t of two degrees of freedom 2.919986."""
    half = 2.9199856 / np.sqrt(3.0)
    found = paired(np.array([11.0, 12.0, 13.0]), np.array([10.0, 10.0, 10.0]))
    assert [found.mean, found.low, found.high] == pytest.approx([2.0, 2.0 - half, 2.0 + half])
    # variances 1 and 4 of three each: error √(5/3), freedom 2 (5/3)² / ((1/3)² + (4/3)²) = 50/17
    found = independent(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0]))
    half = stats.t.ppf(0.95, 50.0 / 17.0) * np.sqrt(5.0 / 3.0)
    assert [found.mean, found.low, found.high] == pytest.approx([-2.0, -2.0 - half, -2.0 + half])


def test_one_replication_has_no_interval() -> None:
    """A mean is told, an interval is not; months keep their own."""
    for found in (
        paired(np.array([[3.0], [5.0]]), np.array([[1.0], [1.0]])),
        independent(np.array([[3.0], [5.0]]), np.array([[1.0, 1.0], [0.0, 2.0]])),
    ):
        assert found.mean.tolist() == [2.0, 4.0]
        assert np.isnan(found.low).all()
        assert np.isnan(found.high).all()
    with pytest.raises(ValueError, match="no pairs"):
        paired(np.zeros(2), np.zeros(3))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a library: a base, its pair (other tables, same run), another seed, a short one."""
    folder = tmp_path_factory.mktemp("library")
    save_run(folder / "base")
    save_run(folder / "pair", seed=2)
    for name in ("run.json", "scenario.toml"):
        text = (folder / "pair" / name).read_text("utf-8")
        text = text.replace('"seed": 2', '"seed": 1').replace("seed = 2", "seed = 1")
        (folder / "pair" / name).write_text(text, encoding="utf-8")
    with (folder / "pair" / "scenario.toml").open("a", encoding="utf-8") as file:
        file.write("[terms.distance]\nweight = 0.5\n")
    save_run(folder / "other <b>seed</b>", seed=3)
    save_run(folder / "group" / "short", months=22, replications=2)
    return folder


def chosen(library: Path, *keys: str) -> list[Read]:
    """Read runs."""
    return [read(find(library, key)) for key in keys]


def test_numbers_are_those_of_the_report(library: Path) -> None:
    """For one run they are what the report page says, from the turning point to the end."""
    (base,) = chosen(library, "base")
    over = window([base])
    numbers = Numbers(read_results(library / "base"))
    assert (over.since, over.end) == (numbers.since, numbers.months[-1])
    assert over.event == "Presidential election and protests"
    told = key_numbers([base], over).set_index("measure")
    left = numbers.left(numbers.since, numbers.months[-1])
    share = numbers.left_share(numbers.since, numbers.months[-1])
    for measure, expected in (("left", left), ("left_share", share)):
        row = told.loc[measure]
        assert (row["mean"], row["low"], row["high"]) == pytest.approx(
            (expected.mean, expected.low, expected.high)
        )
    assert told.loc["returns", "mean"] == pytest.approx(numbers.returned())
    assert told.loc["home", "mean"] == pytest.approx(numbers.at_home.iloc[-1].mean())
    assert told.loc["abroad", "mean"] == pytest.approx(numbers.abroad.iloc[-1].mean())
    shares = numbers.shares("destination", numbers.since, numbers.months[-1]).head(6)
    places = told[told.index.str.startswith("to:")]
    assert list(places.index) == [f"to:{code}" for code in shares["destination"]]
    assert places["mean"].tolist() == pytest.approx(shares["persons"].tolist())


def test_numbers_are_those_of_the_parquet_files(library: Path) -> None:
    """Summed by hand from flows and stocks, replication by replication."""
    (base,) = chosen(library, "base")
    over = window([base])
    found = values(base.numbers, over)
    flows = pd.read_parquet(library / "base" / "flows.parquet")
    stocks = pd.read_parquet(library / "base" / "stocks.parquet")
    for n in range(3):
        mine = flows[(flows["replication"] == n) & (flows["date"] >= "2020-08-01")]
        out = mine[(mine["kind"] == "first") & (mine["origin"] == "BLR")]
        back = mine[(mine["kind"] == "return") & (mine["destination"] == "BLR")]
        last = stocks[(stocks["replication"] == n) & (stocks["date"] == stocks["date"].max())]
        before = stocks[(stocks["replication"] == n) & (stocks["date"] == "2020-07-01")]
        at_home = last[last["country"] == "BLR"]["persons"].sum()
        assert found.loc[n, "left"] == out["persons"].sum() > 0
        assert found.loc[n, "returns"] == back["persons"].sum() > 0
        assert found.loc[n, "home"] == at_home
        assert found.loc[n, "abroad"] == last["persons"].sum() - at_home
        opening = before[before["country"] == "BLR"]["persons"].sum()
        assert found.loc[n, "left_share"] == pytest.approx(100 * out["persons"].sum() / opening)
        poles = out[out["destination"] == "POL"]["persons"].sum()
        assert found.loc[n, "to:POL"] == poles


def test_runs_of_other_lengths_share_months(library: Path) -> None:
    """What all have is counted: to the end of the shortest."""
    both = chosen(library, "base", "group/short")
    over = window(both)
    assert (f"{over.since:%Y-%m}", f"{over.end:%Y-%m}") == ("2020-08", "2020-10")
    told = key_numbers(both, over)
    numbers = both[0].numbers
    row = told[(told["measure"] == "left") & (told["run"] == "base")].iloc[0]
    assert row["mean"] == pytest.approx(numbers.left(over.since, over.end).mean)
    late = Read(both[0].run, Numbers(read_results(library / "base")))
    late.numbers.months = late.numbers.months + pd.DateOffset(years=5)
    with pytest.raises(LibraryError, match="share no months"):
        window([both[0], late])


def test_pairs_are_runs_of_the_same_seed_and_run(library: Path) -> None:
    """Who shares start, months, scale, seed and replications is a pair; else it is said why."""
    base, pair, other, short = (
        find(library, key) for key in ("base", "pair", "other <b>seed</b>", "group/short")
    )
    assert no_pairs(base, pair) == ""
    assert no_pairs(base, other) == "seed 1 and 3"
    assert no_pairs(base, short) == "months 24 and 22, replications 3 and 2"


def test_differences_are_those_of_the_replications(library: Path) -> None:
    """Pairs by Student, others by Welch, each against SciPy on the numbers of the replications."""
    some = chosen(library, "base", "pair", "other <b>seed</b>", "group/short")
    over = window(some)
    found = differences(some, over, key_numbers(some, over))
    assert set(found["against"]) == {"base"}
    base = values(some[0].numbers, over)
    for other, method, count in zip(
        some[1:], ("pairs", "independent", "independent"), (3, 3, 2), strict=True
    ):
        here = values(other.numbers, over)
        rows = found[found["run"] == other.run.key].set_index("measure")
        assert set(rows["method"]) == {method}
        assert set(rows["replications"]) == {count}
        for measure in ("left", "left_share", "home", "abroad", "to:POL"):
            one, two = here[measure].to_numpy(), base[measure].to_numpy()
            test = (
                stats.ttest_rel(one, two)
                if method == "pairs"
                else stats.ttest_ind(one, two, equal_var=False)
            )
            told = test.confidence_interval(0.90)
            row = rows.loc[measure]
            expected = (one.mean() - two.mean(), told.low, told.high)
            assert (row["difference"], row["low"], row["high"]) == pytest.approx(expected)


def test_a_failed_replication_leaves_its_pair_out(library: Path, tmp_path: Path) -> None:
    """Pairs are replications of the same number; those that only one has do not count."""
    folder = save_run(tmp_path / "broken", done=[0, 2])
    for path in folder.glob("*.parquet"):
        rows = pd.read_parquet(path)
        if "replication" in rows:
            rows[rows["replication"] != 1].to_parquet(path, index=False)
    both = [*chosen(library, "pair"), read(find(tmp_path, "broken"))]
    over = window(both)
    found = differences(both, over, key_numbers(both, over)).set_index("measure")
    gaps = (values(both[1].numbers, over) - values(both[0].numbers, over))["left"].loc[[0, 2]]
    assert found.loc["left", "difference"] == pytest.approx(gaps.mean())
    assert found.loc["left", "replications"] == 2


def test_lines_end_where_the_numbers_are(library: Path) -> None:
    """The last month of a line is the key number; so is that of a line of differences."""
    compared = gather([find(library, key) for key in ("base", "pair")])
    levels = {one.name.removeprefix("runs-"): one.rows for one in compared.levels}
    gaps = {one.name.removeprefix("difference-"): one.rows for one in compared.gaps}
    told = compared.measured.set_index(["measure", "run"])
    less = compared.differences.set_index("measure")
    for series in ("home", "abroad"):
        last = levels[series][levels[series]["date"] == compared.over.end].set_index("run")
        gap = gaps[series][gaps[series]["date"] == compared.over.end].iloc[0]
        for key in ("base", "pair"):
            for name in ("mean", "low", "high"):
                assert last.loc[key, name] == pytest.approx(told.loc[(series, key), name])
        assert gap["mean"] == pytest.approx(less.loc[series, "difference"])
        assert (gap["low"], gap["high"]) == pytest.approx(tuple(less.loc[series, ["low", "high"]]))
    counted = levels["left"][levels["left"]["date"] >= compared.over.since]
    assert counted.groupby("run")["mean"].sum()["pair"] == pytest.approx(
        told.loc["left", "pair"]["mean"]
    )
    base = chosen(library, "base")[0]
    assert len(monthly(chosen(library, "base", "pair"), "left")) == 24
    assert len(months_of(base.numbers, "home")) == 24


def test_what_differs_in_the_scenarios(library: Path) -> None:
    """Values that differ stand in a column for each run."""
    rows = scenario_rows([find(library, key) for key in ("base", "pair", "group/short")])
    told = rows.set_index("path").to_dict("index")
    assert told["terms.distance.weight"] == {
        "in base": "0.9", "in pair": "0.5", "in group/short": "0.9",
    }  # fmt: skip
    assert told["months"] == {"in base": "24", "in pair": "24", "in group/short": "22"}
    assert len(scenario_rows([find(library, "base")])) == 0


def test_a_run_that_cannot_be_read_is_told(library: Path, tmp_path: Path) -> None:
    """A missing table is named; a scenario that cannot be read costs only its own table."""
    folder = save_run(tmp_path / "bad", months=22)
    (folder / "scenario.toml").write_text('origin = ["BLR"]\nwish = 3\n', encoding="utf-8")
    compared = gather([find(library, "base"), find(tmp_path, "bad")])
    assert "wish" in compared.problem
    assert len(compared.measured)
    strange = save_run(tmp_path / "strange", months=22, fingerprint="strange")
    pd.DataFrame({"group": ["all"]}).to_parquet(strange / "reasons.parquet")
    with pytest.raises(LibraryError, match="cannot be read: 'decision'"):
        gather([find(tmp_path, "strange")])
    worse = save_run(tmp_path / "worse", months=22, fingerprint="other")
    (worse / "flows.parquet").unlink()
    with pytest.raises(Exception, match=r"flows\.parquet: not there"):
        gather([find(tmp_path, "worse")])


def test_pictures_and_the_report_can_be_saved(library: Path) -> None:
    """A chart is a picture without the page's colours; a run is a page of its own."""
    compared = gather([find(library, key) for key in ("base", "pair", "group/short")])
    for one in (compared.levels[0], compared.gaps[0]):
        assert png_bytes(dressed(one.chart)).startswith(b"\x89PNG")
    page = library_list.report(find(library, "base")).decode("utf-8")
    assert page.startswith("<!doctype html>")
    assert "Belarus, as if 2020" in page
    table = library_list.table_of(runs(library))
    assert set(table["key"]) == {run.key for run in runs(library)}


@given(st.lists(st.text(min_size=1, max_size=20), unique=True, max_size=4))
def test_an_address_holds_what_is_chosen(keys: list[str]) -> None:
    """Keys come back, whatever they are made of; the query is plain."""
    keys = [key for key in keys if key.isprintable()]
    assert from_query(to_query(keys)) == tuple(keys)
    assert to_query(keys).isascii()
    assert len(from_query("&".join(f"run={n}" for n in range(9)))) == 4


@pytest.fixture
def page(library: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rendered]:
    """Return the page of the library, with two runs chosen."""
    monkeypatch.setattr(shared, "library", lambda: library)
    library_page._chosen.set(("base", "pair"))
    session.desk.set(session.BEGIN)
    _, rendered = solara.render(library_page.Page(), handle_error=False)
    until(lambda: rows_of(rendered))
    yield rendered
    rendered.close()
    library_page._chosen.set(())


def until(met: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait for something to be there."""
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def rows_of(rendered: Rendered) -> dict[str, list[str]]:
    """Return the texts of the cells of each measure: those of key numbers, then differences."""
    found: dict[str, list[str]] = {}
    for row in rendered.find(ipyvuetify.Html, tag="tr").widgets:
        measure = (row.attributes or {}).get("data-measure")
        if measure:
            cells = [one for one in row.children if one.tag == "td"]
            texts = ["".join(part.children[0] for part in cell.children) for cell in cells]
            found.setdefault(measure, []).extend(texts)
    return found


def text_of(rendered: Rendered, class_: str) -> list[str]:
    """Return the texts of elements of a class."""
    found = rendered.find(ipyvuetify.Html, class_=class_).widgets
    return [str(child) for one in found for child in one.children]


def test_the_page_shows_the_numbers_of_the_tables(page: Rendered, library: Path) -> None:
    """Each cell is the number of the table behind it, in words."""
    compared = gather([find(library, key) for key in ("base", "pair")])
    shown = rows_of(page)
    for measure, rows in compared.measured.groupby("measure", sort=False):
        less = compared.differences.set_index("measure").loc[str(measure)]
        unit = str(less["unit"])
        expected = [
            library_tables.written(row["mean"], unit)
            + words.interval(
                row["low"], row["high"], lambda v, u=unit: library_tables.written(v, u)
            )
            for row in rows.to_dict("records")
        ]
        told = [less[name] for name in ("difference", "low", "high")]
        signed = [library_tables.written(float(v), unit, signed=True) for v in told]
        expected.append(f"{signed[0]}90 %: {signed[1]} to {signed[2]}")
        assert shown[str(measure)] == expected
    (method,) = text_of(page, "tf-method")
    assert method.startswith("pair: 3 pairs of replications with the same luck")


def test_ticks_choose_and_four_are_the_most(page: Rendered, library: Path) -> None:
    """A tick adds a run at the end; names are shown as text, whatever stands in them."""
    for run in runs(library):
        if run.key not in library_page._chosen.value:
            (box,) = page.find(
                ipyvuetify.Checkbox, attributes={"aria-label": f"Compare {run.key}"}
            ).widgets
            box.v_model = True
    assert library_page._chosen.value[:2] == ("base", "pair")
    assert set(library_page._chosen.value) == {run.key for run in runs(library)}
    until(lambda: len(rows_of(page).get("left", [])) == 7)
    assert "other <b>seed</b>" in text_of(page, "tf-run-name")
    methods = text_of(page, "tf-method")
    assert any("independent of base (seed 1 and 3); intervals of Welch" in one for one in methods)


def test_what_goes_wrong_is_a_sentence(page: Rendered, library: Path) -> None:
    """A name that is taken is refused on the page, and the run keeps its own."""
    (icon,) = page.find(
        ipyvuetify.Btn, attributes={"aria-label": "Rename base", "title": "Rename base"}
    ).widgets
    icon.click()
    until(lambda: page.find(ipyvuetify.TextField, label="New name").widgets)
    (field,) = page.find(ipyvuetify.TextField, label="New name").widgets
    field.v_model = "pair"
    (button,) = page.find(ipyvuetify.Btn, children=["Rename"]).widgets
    button.click()
    until(lambda: page.find(ipyvuetify.Html, class_="tf-problem").widgets)
    problems = page.find(ipyvuetify.Html, class_="tf-problem").widgets
    assert [str(one.children[0].children[0]) for one in problems] == [
        "there is something named pair already"
    ]
    assert (library / "base" / "run.json").exists()


def test_a_run_that_is_gone_is_named(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address may name runs that are no more; the page says so and shows the others."""
    monkeypatch.setattr(shared, "library", lambda: library)
    library_page._chosen.set(("../../etc", "base"))
    _, rendered = solara.render(library_page.Page(), handle_error=False)
    until(lambda: rows_of(rendered))
    (problem,) = rendered.find(ipyvuetify.Html, class_="tf-problem").widgets
    assert problem.children[0].children[0] == "There is no run '../../etc' in the library."
    assert len(rows_of(rendered)["left"]) == 1
    rendered.close()
    library_page._chosen.set(())


def test_results_that_cannot_be_compared_are_told(tmp_path: Path) -> None:
    """The page shows the sentence, not a traceback."""
    folder = save_run(tmp_path / "bad", months=22, fingerprint="bad")
    (folder / "stocks.parquet").write_text("no table", encoding="utf-8")
    _, rendered = solara.render(library_results.Results(runs(tmp_path)), handle_error=False)
    until(lambda: rendered.find(ipyvuetify.Html, class_="tf-problem").widgets)
    (problem,) = rendered.find(ipyvuetify.Html, class_="tf-problem").widgets
    assert problem.children[0].children[0] == "These runs cannot be compared."
    assert "stocks.parquet: cannot be read as a table" in problem.children[1].children[0]
    rendered.close()
