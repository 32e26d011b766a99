"""Words from numbers: rounding keeps to the interval, and hedges follow from it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talentflow_lab.hedges import (
    ABOUT,
    CLOSE,
    UNITS,
    Hedge,
    Unit,
    hedge,
    rounded,
    say,
    step,
    written,
)
from talentflow_lab.page_numbers import Estimate

NUMBER = re.compile("[−+]?[0-9]+(?:,[0-9]{3})*(?:\\.[0-9]+)?")
SIZES = st.floats(-1e7, 1e7, allow_nan=False).filter(lambda x: x == 0 or abs(x) > 1e-3)


@st.composite
def estimates(draw: st.DrawFn, *, signed: bool) -> Estimate:
    """Draw estimates with an interval; their mean may lie outside, as that of skewed runs does."""
    values = [draw(SIZES) if signed else abs(draw(SIZES)) for _ in range(3)]
    low, high = sorted(values[:2])
    return Estimate(draw(st.sampled_from([values[2], (low + high) / 2])), low, high)


def numbers_in(text: str) -> list[float]:
    """Read the numbers of a text."""
    return [float(n.replace(",", "").replace("−", "-")) for n in NUMBER.findall(text)]


@pytest.mark.parametrize("name", UNITS)
@given(data=st.data())
def test_rounding_keeps_to_the_interval(name: str, data: st.DataObject) -> None:
    """No number may move by more than a twentieth of the width, or half a grain; order stays."""
    unit = UNITS[name]
    value = data.draw(estimates(signed=unit.signed))
    told, by = rounded(value, unit), step(value, unit)
    low, high = min(value.low or 0, value.mean), max(value.high or 0, value.mean)
    assert told.low is not None
    assert told.high is not None
    slack = max((high - low) / 20, unit.grain / 2) * (1 + 1e-6) + 1e-9 * abs(high)
    for mine, true in zip((told.low, told.mean, told.high), (low, value.mean, high), strict=True):
        if high > low:
            assert abs(mine - true) <= slack
    assert told.low <= told.mean <= told.high
    assert by >= unit.grain
    if high > low and by > unit.grain:
        assert (high - low) / 25 <= by * (1 + 1e-6), "a digit more than the interval warrants"


@pytest.mark.parametrize("name", UNITS)
@given(data=st.data())
def test_hedge_is_a_function_of_the_written_interval(name: str, data: st.DataObject) -> None:
    """Rounding twice changes nothing, and the word follows from the numbers a reader sees."""
    unit = UNITS[name]
    value = data.draw(estimates(signed=unit.signed))
    told, word = rounded(value, unit), hedge(value, unit)
    assert told.low is not None
    assert told.high is not None
    holds_zero = told.low <= 0 <= told.high and told.low < told.high
    assert (word in {Hedge.ZERO, Hedge.AT_MOST}) == holds_zero
    assert (word == Hedge.ZERO) == (holds_zero and unit.signed)
    assert (word == Hedge.EVERY_RUN) == (told.low == told.high)
    if value.low is not None and value.high is not None and value.low <= 0 <= value.high:
        assert holds_zero or told.low == told.high == 0, "what holds zero must be told so"
    if word in {Hedge.CLOSE, Hedge.ABOUT, Hedge.BETWEEN}:
        half = (told.high - told.low) / 2 / abs(told.mean)
        limits = {Hedge.CLOSE: (0, CLOSE), Hedge.ABOUT: (CLOSE, ABOUT), Hedge.BETWEEN: (ABOUT, 9e9)}
        assert limits[word][0] <= half <= limits[word][1]


@pytest.mark.parametrize("name", UNITS)
@given(data=st.data())
def test_what_is_said_is_what_is_written(name: str, data: st.DataObject) -> None:
    """Every number of the words must be the mean or a bound as it is written in a table."""
    value = data.draw(estimates(signed=UNITS[name].signed))
    allowed = [numbers_in(text)[0] for text in written(value, name)]
    assert set(numbers_in(say(value, name))) <= set(allowed)


@given(mean=SIZES)
def test_one_run_has_no_interval(mean: float) -> None:
    """Without an interval the words say that there was one run, and pretend to none."""
    text = say(Estimate(mean), "more")
    assert text.endswith("in the only run")
    assert "between" not in text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (Estimate(14_120, 11_040, 17_460), "persons", "about 14,000, between 11,000 and 17,500"),
        (Estimate(20_296, 20_100, 20_540), "persons", "close to 20,300, between 20,100 and 20,540"),
        (Estimate(9.0, 2.0, 21.0), "persons", "between 2 and 21"),
        (Estimate(0.5, 0.0, 2.0), "persons", "at most 2.0"),
        (Estimate(4.1, -1.0, 9.0), "more", "cannot be told from zero (between −1 and +9)"),
        (Estimate(4.2, 2.6, 5.6), "more", "about +4.2, between +2.6 and +5.6"),
        (Estimate(0.0, 0.0, 0.0), "more", "0 in every run"),
        (Estimate(5, 0, 3), "persons", "at most 5.0"),
        (Estimate(62_000, 41_000, 135_000), "EUR", None),
    ],
)
def test_examples(value: Estimate, unit: str, text: str | None) -> None:
    """Known estimates read as an analyst would write them."""
    told = say(value, unit)
    assert told == text or (text is None and told.startswith("between 40,000 and 135,000"))


def test_units_are_sane() -> None:
    """A unit's grain is positive."""
    assert all(unit.grain > 0 for unit in UNITS.values())
    assert Unit().signed is False
