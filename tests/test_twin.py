"""The engine and its slow twin live the same lives.

The twin (`tests/reference`) implements `docs/odd.md` a second time, person by person and without
the engine's code. Where the two differ, the page decides who is right.
"""

import pytest
from _pytest.mark import ParameterSet
from tests.reference import TwinModel
from tests.reference.chance import CloseCalls
from tests.reference.comparison import (
    Disagreement,
    explain,
    of_firms,
    of_levers,
    of_people,
    of_records,
    of_ties,
)
from tests.reference.variants import LONG, VARIANTS, Variant, scenario

from talentflow.model import MigrationModel

ALMOST_NONE = 1e-6
"""Share of decisions that may be close calls."""


DEEP = {
    "much remote work", "many students", "no gates", "perfect information", "restless",
    "thin labour market", "without programmes", "without remote work", "without students abroad",
}  # fmt: skip
"""Variants of mechanisms that others have too: lived by `make check-deep`."""


def each(variant: Variant) -> ParameterSet:
    """Return a variant by its name, marked if it is one of the deep ones."""
    marks = [pytest.mark.deep] if variant.name in DEEP else []
    return pytest.param(variant, id=variant.name, marks=marks)


def live_twice(variant: Variant) -> None:
    """Live through all months in engine and twin; fail at the first month that differs.

    Close calls, which a rounding error could turn, are counted and printed; there must be few.
    """
    engine = MigrationModel(scenario(variant), replication=variant.replication)
    calls = CloseCalls()
    twin = TwinModel(engine, below=calls.below)
    expect_none(of_people(-1, engine, twin), calls)
    for month in range(variant.months):
        calls.month = month
        engine.step()
        twin.step()
        found = of_firms(month, engine, twin) + of_people(month, engine, twin)
        found += of_levers(month, engine, twin)
        if found or month % 6 == 5:
            found += of_ties(month, engine, twin) + of_records(month, engine, twin)
        expect_none(found, calls)
    print(f"{len(twin.people)} people, {calls.taken} decisions, close calls: {calls.found}")
    assert len(calls.found) <= ALMOST_NONE * calls.taken


def expect_none(found: list[Disagreement], calls: CloseCalls) -> None:
    """Fail with the first disagreements and the close calls that may have caused them."""
    if found:
        pytest.fail(explain(found, calls), pytrace=False)


@pytest.mark.parametrize("variant", [each(variant) for variant in VARIANTS])
def test_engine_and_twin_live_the_same_lives(variant: Variant) -> None:
    """Everybody is in the same place, stage, grade and ties in both, every month."""
    live_twice(variant)


@pytest.mark.deep
@pytest.mark.parametrize("variant", LONG, ids=lambda variant: variant.name)
def test_engine_and_twin_live_the_same_long_lives(variant: Variant) -> None:
    """The same for more people and all months of the scenario."""
    live_twice(variant)
