"""Scenarios that Hypothesis draws: worlds with any events, borders and parameters."""

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from tests import worlds
from tests.worlds import COUNTRIES, HOSTS, PLACES

from talentflow.parameters import ParameterInfo, parameters_of
from talentflow.rules import catalogue
from talentflow.scenario import Scenario


def _values(kind: str, info: ParameterInfo) -> st.SearchStrategy[str]:
    numbers = st.floats(info.low, info.high, allow_nan=False).map(lambda value: repr(float(value)))
    if kind == "flag":
        return st.sampled_from(["true", "false"])
    if kind == "integer":
        return st.integers(int(info.low), int(min(info.high, 2000))).map(str)
    if kind == "map":
        codes = PLACES if info.keys == "place" else COUNTRIES
        maps = st.dictionaries(st.sampled_from(codes), numbers, max_size=3)
        return maps.map(lambda some: "{" + ", ".join(f"{k} = {v}" for k, v in some.items()) + "}")
    return numbers


@st.composite
def overrides(draw: st.DrawFn) -> tuple[str, ...]:
    """Draw values inside their declared bounds for some parameters of all rules."""
    every: list[tuple[str, Any]] = [
        (f"{section}.{module}.{field}", declared)
        for section, rules in catalogue().items()
        for module, found in rules.items()
        for field, declared in parameters_of(found).items()
    ]
    some = draw(st.lists(st.sampled_from(every), max_size=6, unique_by=lambda one: one[0]))
    return tuple(f"{path}={draw(_values(*declared))}" for path, declared in some)


@dataclass(frozen=True)
class Recipe:
    """What Hypothesis draws: few enough words to read in a report of a failure."""

    events: frozenset[str]
    borders: tuple[tuple[str, str, float], ...]
    programmes: tuple[tuple[str, dict[str, float]], ...]
    overrides: tuple[str, ...]
    start: str
    months: int
    scale: float
    seed: int

    def scenario(self) -> Scenario:
        """Cook the scenario: five countries with these events, borders, routes and parameters."""
        tables = worlds.only_events(worlds.world(*COUNTRIES), lambda row: row["id"] in self.events)
        for field, host, value in self.borders:
            tables = worlds.rule(tables, field, value, host)
        for n, (host, terms) in enumerate(self.programmes):
            tables = worlds.programme(tables, host, f"test-{n}", **terms)
        run = {"start": self.start, "months": self.months, "scale": self.scale, "seed": self.seed}
        return worlds.scenario(tables, *self.overrides, **run)


def recipes(*, months: int = 8) -> st.SearchStrategy[Recipe]:
    """Draw scenarios: events, borders, parameters, a start, a length, a scale and a seed."""
    events = [row["id"] for row in worlds.world(*COUNTRIES)["events"]]
    switches = st.tuples(
        st.sampled_from(["entry", "ease", "job_required"]),
        st.sampled_from(HOSTS),
        st.sampled_from([0.0, 1.0]),
    )
    capacities = st.tuples(
        st.just("capacity"), st.sampled_from(HOSTS), st.sampled_from([0.0, 90.0])
    )
    shares = st.sampled_from([0.0, 0.3, 1.0])
    terms = {"take_up": shares, "refusal": shares, "capacity": st.sampled_from([0.0, 90.0, 1e6])}
    programmes = st.lists(
        st.tuples(st.sampled_from(HOSTS), st.fixed_dictionaries(terms)), max_size=2
    )
    return st.builds(
        Recipe,
        programmes=programmes.map(tuple),
        events=st.frozensets(st.sampled_from(events)),
        borders=st.lists(switches | capacities, max_size=2, unique_by=lambda one: one[:2]).map(
            tuple
        ),
        overrides=overrides(),
        start=st.sampled_from(["2019-01", "2020-06", "2021-12"]),
        months=st.integers(1, months),
        scale=st.sampled_from([150.0, 333.3, 1000.0]),
        seed=st.integers(0, 2**31),
    )
