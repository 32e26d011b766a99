"""The page of reasons: true to the table, by group, in two periods, and for one person."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import ipyvuetify
import pandas as pd
import pytest
from tests.app_pages import Shown, opening
from tests.fake_results import fake_story
from tests.saved_runs import save_run

from talentflow_app import runs, shared, why_numbers, why_page
from talentflow_app.runs import Run
from talentflow_app.why_controls import Look, period_of, period_text
from talentflow_app.why_life import weights
from talentflow_app.why_numbers import Period
from talentflow_lab.page_reasons import wish_terms
from talentflow_lab.page_story import story_steps

BEFORE, AFTER = "2019-03:2019-09", "2020-10:2021-02"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a library with one made-up run, in which juniors and seniors have reasons."""
    made = tmp_path_factory.mktemp("library")
    save_run(made / "base", months=30)
    path = made / "base" / "reasons.parquet"
    rows = pd.read_parquet(path).astype({"group_value": "str"})
    juniors = rows[rows["group_value"] == "senior"].assign(group_value="junior")
    juniors["contribution"] *= 0.5
    pd.concat([rows, juniors]).astype({"group_value": "category"}).to_parquet(path)
    return made


@pytest.fixture(scope="module")
def run(library: Path) -> Run:
    """Give the run of the library."""
    (only,) = runs.found(library, "")
    return only


@pytest.fixture
def open_page(library: Path) -> Iterator[Callable[[str], Shown]]:
    """Give a function that opens the page at an address."""
    with opening(why_page, Look(), library) as open_at:
        yield open_at


def mean(run: Run, period: str, **wanted: str) -> float:
    """Return the mean contribution of rows of the table between two months."""
    rows = pd.read_parquet(run.folder / "reasons.parquet")
    first, last = (pd.Timestamp(f"{month}-01") for month in period.split(":"))
    rows = rows[(rows["date"] >= first) & (rows["date"] <= last)]
    for name, value in wanted.items():
        rows = rows[rows[name].astype(str) == value]
    assert len(rows)
    return float(rows["contribution"].mean())


def values_of(chart: dict[str, object], *fields: str) -> list[dict[str, object]]:
    """Return the data of a chart that have these fields."""
    sets = chart["datasets"]
    assert isinstance(sets, dict)
    return [row for rows in sets.values() for row in rows if set(fields) <= set(row)]


def test_usual_terms_are_those_of_the_report(run: Run) -> None:
    """For everybody, and a year on both sides of the turning point, the report says the same."""
    numbers = runs.page_of(run).numbers
    before, after = why_numbers.usual_periods(numbers)
    rows = why_numbers.reasons_of(run, "wish", "all", "all")
    found = why_numbers.terms_between(rows, numbers.months, before, after)
    pd.testing.assert_frame_equal(found, wish_terms(numbers))


def test_usual_periods_fit_into_any_run() -> None:
    """Without a turning point they are the first and the last year, or as much as there is."""

    class Calm:
        turning = None
        months = pd.date_range("2019-01-01", periods=30, freq="MS")

    calm = Calm()
    assert why_numbers.usual_periods(calm) == (Period(0, 11), Period(18, 29))  # type: ignore[arg-type]
    calm.months = calm.months[:5]
    assert why_numbers.usual_periods(calm) == (Period(0, 4), Period(0, 4))  # type: ignore[arg-type]


def test_groups_are_those_of_the_table(run: Run) -> None:
    """Only groups and parts that have rows can be chosen, in the order of their declaration."""
    assert why_numbers.groups_of(run) == {"all": ["all"], "grade": ["junior", "senior"]}


def test_reasons_of_a_group_equal_the_table(run: Run) -> None:
    """Both periods of a part of a group are the means of its rows, over the replications."""
    months = runs.page_of(run).numbers.months
    periods = [period_of(told, months, Period(0, 0)) for told in (BEFORE, AFTER)]
    rows = why_numbers.reasons_of(run, "wish", "grade", "junior")
    found = why_numbers.terms_between(rows, months, *periods).set_index("term")
    for term in ("repression", "home"):
        same = {"decision": "wish", "group_value": "junior", "term": term}
        assert found.loc[term, "before"] == pytest.approx(mean(run, BEFORE, **same))
        assert found.loc[term, "after"] == pytest.approx(mean(run, AFTER, **same))


def test_lines_show_what_changed_most(run: Run) -> None:
    """The fear of repression rises most in the made-up run; its line is that of the table."""
    months = runs.page_of(run).numbers.months
    before, after = (period_of(told, months, Period(0, 0)) for told in (BEFORE, AFTER))
    rows = why_numbers.reasons_of(run, "wish", "all", "all")
    terms = why_numbers.changes(rows, months, before, after)
    assert len(terms) == why_numbers.MOST_LINES
    assert {"repression", "stability"} <= set(terms)
    ranks = [mean(run, AFTER, decision="wish", group="all", term=term) for term in terms]
    assert ranks == sorted(ranks, reverse=True)
    lines = why_numbers.over_time(rows, terms)
    assert list(dict.fromkeys(lines["term"])) == terms
    one = lines[(lines["term"] == "repression") & (lines["date"] == "2020-10-01")].iloc[0]
    same = {"decision": "wish", "group": "all", "term": "repression"}
    assert one["mean"] == pytest.approx(mean(run, "2020-10:2020-10", **same))
    assert one["low"] < one["mean"] < one["high"]
    assert one["label"] == "Freedom from repression"


def test_coloured_tables_equal_the_table(run: Run) -> None:
    """Cells by part of a group and by destination are means of the rows of the period."""
    months = runs.page_of(run).numbers.months
    after = period_of(AFTER, months, Period(0, 0))
    rows = after.of(why_numbers.reasons_of(run, "wish", "grade"), months)
    cells = why_numbers.group_cells(rows, ["junior", "middle", "senior"])
    assert list(dict.fromkeys(cells["name"])) == ["junior", "senior"]
    cell = cells[(cells["code"] == "senior") & (cells["label"] == "Ties to home")].iloc[0]
    same = {"decision": "wish", "group_value": "senior", "term": "home"}
    assert cell["value"] == pytest.approx(mean(run, AFTER, **same))
    rows = after.of(why_numbers.reasons_of(run, "destination", "all", "all"), months)
    assert why_numbers.destinations_of(run, rows)[:2] == ["POL", "LTU"]
    cells = why_numbers.choice_cells(run, rows)
    cell = cells[(cells["name"] == "Lithuania") & (cells["label"] == "Compatriots there")].iloc[0]
    same = {"decision": "destination", "destination": "LTU", "term": "diaspora"}
    assert cell["value"] == pytest.approx(mean(run, AFTER, **same))


def test_periods_are_read_as_they_are_written() -> None:
    """Ends may be given in any order; what the run does not have is the usual period."""
    months = pd.date_range("2019-01-01", periods=24, freq="MS")
    usual = Period(0, 1)
    assert period_of(period_text(Period(3, 9), months), months, usual) == Period(3, 9)
    assert period_of("2020-02:2019-02", months, usual) == Period(1, 13)
    for told in ("", "2019-02", "2019-02:2099-01", "x:y"):
        assert period_of(told, months, usual) == usual
    assert Period(0, 0).words(months) == "January 2019"
    assert Period(0, 13).words(months) == "January 2019 to February 2020"


def test_the_charts_show_whom_the_address_asks_about(
    run: Run, open_page: Callable[[str], Shown]
) -> None:
    """The numbers in the charts are those of the group and the periods of the address."""
    page = open_page(f"/why?run=base&group=grade&value=junior&before={BEFORE}&after={AFTER}&to=LTU")
    charts = page.charts()
    wish = values_of(charts["For and against leaving, grade: junior"], "label", "after")
    (row,) = [row for row in wish if row["label"] == "Political stability"]
    same = {"decision": "wish", "group_value": "junior", "term": "stability"}
    assert row["before"] == pytest.approx(mean(run, BEFORE, **same))
    assert row["after"] == pytest.approx(mean(run, AFTER, **same))
    assert "For and against leaving by grade" in charts
    assert "Nobody of them chose a destination in October 2020 to February 2021." in page.words()


def test_choices_go_into_the_address(run: Run, open_page: Callable[[str], Shown]) -> None:
    """Another destination, period or group is shown, and told by the address."""
    page = open_page("/why?run=base")
    page.select("Destination").v_model = "LTU"
    assert page.told[-1] == "/why?run=base&to=LTU"
    before, _ = page.find(ipyvuetify.RangeSlider)
    before.fire_event("change", [8, 2])
    assert page.told[-1] == f"/why?run=base&before={BEFORE}&to=LTU"
    there = values_of(page.charts()["For and against Lithuania, everybody"], "label", "after")
    (row,) = [row for row in there if row["label"] == "Ties to home"]
    same = {"decision": "destination", "destination": "LTU", "term": "home"}
    assert row["before"] == pytest.approx(mean(run, BEFORE, **same))
    page.select("Group").v_model = "grade"
    page.select("Part of it").v_model = "senior"
    assert page.told[-1] == f"/why?run=base&group=grade&value=senior&before={BEFORE}&to=LTU"
    assert "For and against leaving, grade: senior" in page.charts()


def test_one_life_is_told_event_by_event(open_page: Callable[[str], Shown]) -> None:
    """The page tells who it was, each event in a sentence, and draws the reasons."""
    page = open_page("/why?run=base&group=all")
    words = page.words()
    for sentence in (
        "She was promoted to senior.",
        "She planned a move to Warsaw.",
        "The queue for a permit held her back.",
        "She moved to Warsaw.",
        "In December 2020 she moved to Warsaw, and lived there to the end of the run.",
    ):
        assert sentence in words.split("\n")
    rows = values_of(page.charts()["What weighed for and against leaving"], "contribution")
    assert [(row["label"], row["contribution"]) for row in rows] == [
        ("Freedom from repression", 1.4),
        ("Compatriots there", 0.5),
        ("Ties to home", -2.0),
    ]
    assert "What weighed for and against Warsaw" in page.charts()


def test_every_event_has_its_words() -> None:
    """No event of a life is told by its bare name where that would be no sentence."""
    events = [
        {"date": "2020-01-01", "event": "struck"},
        {"date": "2020-02-01", "event": "returned", "to": "minsk"},
        {"date": "2020-03-01", "event": "dropped"},
        {"date": "odd", "event": "moved on", "to": "vilnius"},
    ]
    story = {"person": {"sex": "man"}, "events": events}
    assert story_steps(story, str.title) == [
        ("January 2020", "He was struck by repression."),
        ("February 2020", "He returned to Minsk."),
        ("March 2020", "He gave the plan up."),
        ("At some time", "He moved on to Vilnius."),
    ]
    assert story_steps({}, str) == []


def test_a_life_has_its_strongest_reasons() -> None:
    """Those that weigh most are kept, for leaving first."""
    many = [{"term": f"t{n}", "contribution": n - 7.5} for n in range(16)]
    rows = weights(many)
    assert list(rows["contribution"]) == [7.5, 6.5, 5.5, 4.5, 3.5, -3.5, -4.5, -5.5, -6.5, -7.5]


def test_a_run_without_reasons_or_a_life_says_so(
    library: Path, tmp_path: Path, open_page: Callable[[str], Shown]
) -> None:
    """Where nobody could leave there is a sentence instead of charts; without a story no life."""
    save_run(tmp_path / "calm", replications=2, reasons=False)
    (tmp_path / "calm" / "story.json").write_text("{}", encoding="utf-8")
    shutil.copytree(library / "base", tmp_path / "short")
    (tmp_path / "short" / "story.json").write_text(
        json.dumps(fake_story() | {"destination_reasons": []}), encoding="utf-8"
    )
    shared.begin("", str(tmp_path))
    page = open_page("/why?run=calm")
    assert "Nobody could leave in this run" in page.words()
    assert "One life" not in page.words()
    assert not page.charts()
    told = open_page("/why?run=short&group=all")
    assert "What weighed for and against Warsaw" not in told.charts()
    assert "What weighed for and against leaving" in told.charts()
