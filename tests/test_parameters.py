"""Parameters, rules and their catalogue, months."""

import pickle
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.example_rules import Queue, RealWage

from talentflow.errors import RuleError
from talentflow.frozen import FrozenDict
from talentflow.months import (
    FROM_THE_BEGINNING,
    date_of,
    month_index,
    month_indices,
    parse_day,
    parse_month,
)
from talentflow.parameters import defaults_of, param, param_map, parameters_of
from talentflow.rules import SECTIONS, catalogue

GOOD = """
from dataclasses import dataclass
from talentflow.parameters import param

@dataclass(frozen=True)
class Good:
    weight: float = param(1.0, unit="logit", low=0, high=2, source="a paper")

def helper() -> None: ...
"""


def test_a_field_carries_unit_bounds_source_and_kind() -> None:
    """What is declared beside a default can be read back, with the kind of the value."""
    found = parameters_of(RealWage)
    kind, info = found["weight"]
    assert (kind, info.unit, info.low, info.high) == ("number", "logit per log point", 0, 3)
    assert (info.source, info.prior, info.doc) == ("a paper", False, "Pull of pay.")
    assert [kind for kind, _ in found.values()] == ["number", "number or solve", "choice", "map"]
    assert [kind for kind, _ in parameters_of(Queue).values()] == ["integer", "flag", "map"]


def test_a_rule_is_made_with_its_defaults() -> None:
    """A rule needs no argument, compares by value and cannot be changed."""
    assert RealWage() == RealWage(weight=0.8, constant="solve", form="log")
    assert defaults_of(Queue) == {"months": 3, "enforced": True, "rooms": {}}
    with pytest.raises(TypeError, match="read-only"):
        RealWage().residual["POL"] = 1.0


def test_a_rule_with_a_map_can_be_hashed_and_sent_to_a_worker() -> None:
    """Rules travel between processes unchanged."""
    rule = RealWage(residual=FrozenDict({"UKR": 1.0}))
    assert pickle.loads(pickle.dumps(rule)) == rule  # noqa: S301 - our own bytes
    assert hash(rule) == hash(RealWage(residual=FrozenDict({"UKR": 1.0})))


def test_a_default_lies_within_its_bounds() -> None:
    """A declaration that contradicts itself fails where it is written."""
    with pytest.raises(RuleError, match=r"3\.0 is outside 0 to 2"):
        param(3.0, unit="logit", low=0, high=2, source="a paper")
    with pytest.raises(RuleError, match="outside"):
        param_map({"POL": 9}, keys="country", unit="logit", low=0, high=2, source="a paper")
    with pytest.raises(RuleError, match="not a finite range"):
        param(1.0, unit="logit", low=2, high=0, source="a paper")


def test_a_parameter_has_a_source() -> None:
    """A number without a source cannot be declared."""
    with pytest.raises(RuleError, match="source"):
        param(1.0, unit="logit", low=0, high=2, source=" ")


def test_every_field_of_a_rule_is_a_parameter() -> None:
    """A plain default, or a type that no file can hold, is refused with the field's name."""

    @dataclass(frozen=True)
    class Plain:
        weight: float = 1.0

    @dataclass(frozen=True)
    class Odd:
        weight: str = param("solve", unit="-", low=0, high=1, source="x")

    with pytest.raises(RuleError, match=r"Plain\.weight is not declared"):
        parameters_of(Plain)
    with pytest.raises(RuleError, match="cannot be of type"):
        parameters_of(Odd)


def test_the_catalogue_has_the_sections_in_order() -> None:
    """The shipped rules stand in exactly the declared sections."""
    assert tuple(catalogue()) == SECTIONS


@pytest.fixture(name="package")
def _package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Make an empty package of rules that can be imported."""
    monkeypatch.syspath_prepend(str(tmp_path))
    root = tmp_path / f"rules_{tmp_path.name.replace('-', '_')}"
    for folder in (root, *(root / section for section in SECTIONS)):
        folder.mkdir()
        (folder / "__init__.py").touch()
    yield root
    for name in [name for name in sys.modules if name.startswith(root.name)]:
        del sys.modules[name]


def test_a_new_file_is_a_new_rule(package: Path) -> None:
    """Dropping a module into a section is all it takes; helpers in it do no harm."""
    (package / "terms" / "good.py").write_text(GOOD)
    (package / "terms" / "_shared.py").write_text("x = 1")
    found = catalogue(package.name)
    assert {name: rule.__name__ for name, rule in found["terms"].items()} == {"good": "Good"}
    assert found["gates"] == {}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x = 1", "exactly one public dataclass, not none"),
        (GOOD + GOOD.replace("Good", "More"), "not Good, More"),
        (GOOD.replace("frozen=True", ""), "frozen"),
        (GOOD.replace('param(1.0, unit="logit", low=0, high=2, source="a paper")', "1.0"), "param"),
    ],
)
def test_a_module_that_is_no_rule_is_refused(package: Path, text: str, reason: str) -> None:
    """A file in a section that breaks the pattern is named, with the reason."""
    (package / "gates" / "odd.py").write_text(text)
    with pytest.raises(RuleError, match=reason):
        catalogue(package.name)


@pytest.mark.parametrize(
    ("day", "month"),
    [
        ("2019-01-01", 0),
        ("2019-01-15", 0),
        ("2019-01-16", 1),
        ("2018-12-16", 0),
        ("2018-12-15", -1),
        ("2020-08-09", 19),
        ("2020-12-31", 24),
    ],
)
def test_a_date_acts_in_its_month_or_the_next(day: str, month: int) -> None:
    """Up to the 15th a date acts in its own month, later in the next."""
    assert month_index(parse_day(day), date(2019, 1, 1)) == month


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 1200))
def test_months_count_from_the_start(start: date, month: int) -> None:
    """The month that starts on a date has that date's number."""
    first = start.replace(day=1)
    assert month_index(date_of(first, month), first) == month
    assert date_of(first, month) <= first + timedelta(days=31 * month)


@given(st.lists(st.dates(date(1990, 1, 1), date(2100, 1, 1)) | st.none()))
def test_a_column_of_dates_counts_as_its_dates(days: list[date | None]) -> None:
    """The months of a column are those of its dates; an empty date lies before all."""
    start = date(2019, 1, 1)
    expected = [FROM_THE_BEGINNING if day is None else month_index(day, start) for day in days]
    column = pd.Series(days, dtype="datetime64[ns]")
    assert month_indices(column, start).tolist() == expected


@pytest.mark.parametrize("text", ["2019-13", "2019-1", "19-01", "2019-01-01", "٢٠١٩-٠١", ""])
def test_what_is_no_month_is_refused(text: str) -> None:
    """A month is written with four and two digits."""
    with pytest.raises(ValueError, match="month"):
        parse_month(text)
