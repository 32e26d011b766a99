"""Targets: a table that is read strictly, and months that are those of its days."""

import csv
from datetime import date
from pathlib import Path

import pytest

from talentflow.errors import ScenarioErrors
from talentflow.reading import shipped, shipped_data
from talentflow.scenario import load
from talentflow_lab import links
from talentflow_lab.targets import Target, load_targets, within

HEAD = (
    "id,period_start,period_end,origin,destination,group,link,value,low,high,unit,scope,"
    "certainty,fitted,source,note\n"
)
CUT = date(2022, 2, 23)


def targets(tmp_path: Path, *rows: str) -> list[Target]:
    """Read a table of targets as `--set data.targets=FILE` would name it."""
    path = tmp_path / "mine.csv"
    path.write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return load_targets(load("belarus-2020", [f"data.targets={path}"]))


@pytest.mark.parametrize("name", shipped())
def test_shipped_targets_have_links_and_end_before_the_cut(name: str) -> None:
    """Every shipped target ends by 23 February 2022, and has a link that can answer it."""
    found = load_targets(load(name))
    assert bool(found) is not name.startswith("world")
    assert all(target.period_end <= CUT for target in found)
    assert all(target.link or not target.fitted for target in found)


def test_every_shipped_table_of_targets_is_read() -> None:
    """No file of the folder is left over."""
    files = {path.name for path in (shipped_data() / "targets").glob("*.csv")}
    assert files == {"belarus-2020.csv", "finland.csv"}


def test_fitted_targets_of_belarus_lie_within_its_run() -> None:
    """The flagship can answer every target that is fitted."""
    scenario = load("belarus-2020")
    fitted = [target for target in load_targets(scenario) if target.fitted]
    assert len(fitted) >= 25
    assert [target.id for target in fitted if not within(target, scenario)] == []
    assert len({target.link for target in fitted}) >= 12


def test_every_link_is_used_by_a_shipped_target() -> None:
    """A link that no row names would be untested data."""
    used = set()
    for path in (shipped_data() / "targets").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            used |= {row["link"] for row in csv.DictReader(file)}
    assert used - {""} == set(links.catalogue())


def test_months_of_days(tmp_path: Path) -> None:
    """A flow begins in the month of its first half, a stock is that of the nearest month's end."""
    late, whole = targets(
        tmp_path,
        "a,2020-08-18,2020-11-12,,POL,,reported_moves,1,,,u,s,high,yes,s,",
        "b,2021-01-01,2021-12-31,,POL,,citizens_stock_change,1,,,u,s,high,yes,s,",
    )
    assert (late.since, late.until) == (date(2020, 9, 1), date(2020, 10, 1))
    assert (whole.before, whole.at, whole.years) == (date(2020, 12, 1), date(2021, 12, 1), 1.0)
    assert late.origins == ("BLR",)


def test_error_of_an_observation(tmp_path: Path) -> None:
    """An interval counts as one of 90 %; without one the certainty decides."""
    given, high, medium = targets(
        tmp_path,
        "a,2021-01-01,2021-12-31,,POL,,reported_moves,100,83.55,116.45,u,s,high,yes,s,",
        "b,2021-01-01,2021-12-31,,POL,,reported_moves,100,,,u,s,high,yes,s,",
        "c,2021-01-01,2021-12-31,,POL,,reported_moves,100,,,u,s,medium,yes,s,",
    )
    assert given.sd == pytest.approx(10.0)
    assert given.interval == (83.55, 116.45)
    assert (high.sd, medium.sd) == (5.0, 15.0)
    assert high.interval == pytest.approx((91.775, 108.225))


def test_an_unknown_link_is_told_with_file_line_and_nearest_name(tmp_path: Path) -> None:
    """All rows whose link is wrong are named at once."""
    with pytest.raises(ScenarioErrors) as caught:
        targets(
            tmp_path,
            "a,2021-01-01,2021-12-31,,POL,,work_permit,1,,,u,s,high,yes,s,",
            "b,2021-01-01,2021-12-31,,,,work_permits,1,,,u,s,high,yes,s,",
            "c,2021-01-01,2021-12-31,,,boss,leaver_grade,1,,,u,s,high,yes,s,",
        )
    text = str(caught.value)
    assert "mine.csv:2  targets.link: unknown link 'work_permit'" in text
    assert 'did you mean "work_permits"?' in text
    assert "mine.csv:3  targets.link: work_permits: its link needs a destination" in text
    assert "mine.csv:4  targets.link: leaver_grade: its link needs a group that is a grade" in text


def test_a_target_outside_the_run_is_not_compared(tmp_path: Path) -> None:
    """Months before the run, after it, or people of another country cannot be answered."""
    scenario = load("belarus-2020").replace(months=24)
    rows = [
        "a,2018-01-01,2018-12-31,,POL,,reported_moves,1,,,u,s,high,yes,s,",
        "b,2021-01-01,2021-12-31,,POL,,reported_moves,1,,,u,s,high,yes,s,",
        "c,2019-01-01,2019-12-31,FIN,POL,,reported_moves,1,,,u,s,high,yes,s,",
        "d,2018-12-31,2019-12-31,,,,technology_park,1,,,u,s,high,yes,s,",
    ]
    assert [within(target, scenario) for target in targets(tmp_path, *rows)] == [
        False, False, False, True,
    ]  # fmt: skip
