"""Parameters: the fields of a rule, each with unit, bounds and source.

A rule is a frozen dataclass and its fields are its parameters:

```python
@dataclass(frozen=True)
class RealWage:
    weight: float = param(0.8, unit="logit per ln(pay)", low=0, high=3,
                          source="Ortega and Peri 2013", doc="Pull of the pay gap.")
    anchor: float | Literal["solve"] = param("solve", unit="logit", low=-20, high=20,
                                             source="calm exit", prior=True)
    form: str = param_choice("log", choices=("log", "linear"), source="...", prior=True)
    residual: dict[str, float] = param_map({"POL": 0.3}, keys="country", unit="logit",
                                           low=-2, high=2, source="...", prior=True)
```

The dotted path `<section>.<module>.<field>` names a parameter everywhere:
scenario files, `--set`, sweeps, error messages and result columns.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Literal, cast, get_type_hints

from talentflow.errors import RuleError
from talentflow.frozen import FrozenDict

__all__ = [
    "Kind",
    "ParameterInfo",
    "Value",
    "defaults_of",
    "param",
    "param_choice",
    "param_map",
    "parameters_of",
]

type Value = float | int | bool | str | Mapping[str, float]
"""What a parameter may hold."""

Kind = Literal["number", "number or solve", "integer", "flag", "choice", "map"]


@dataclass(frozen=True, slots=True)
class ParameterInfo:
    """What is known about a parameter beside its value.

    `low` and `high` are inclusive bounds. `prior` marks a default without
    evidence, which is a judgement and shown as such. `choices` are the words
    allowed for text; `keys` says which codes a map is keyed by. `by_origin` marks what
    `data/origins.csv` may give for single origins.
    """

    unit: str
    low: float
    high: float
    source: str
    prior: bool = False
    doc: str = ""
    choices: tuple[str, ...] = ()
    keys: Literal["", "country", "place"] = ""
    by_origin: bool = False

    def __post_init__(self) -> None:
        if not self.source.strip():
            raise RuleError("a parameter needs a source (a judgement is one, with prior=True)")
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low <= self.high):
            raise RuleError(f"bounds {self.low} to {self.high} are not a finite range")

    def allows(self, value: object) -> bool:
        """Tell whether one value (one entry, for a map) lies within the bounds."""
        if isinstance(value, str):
            return value == "solve" or value in self.choices
        return isinstance(value, (int, float)) and self.low <= value <= self.high


def param[T: float | str](
    default: T,
    *,
    unit: str,
    low: float,
    high: float,
    source: str,
    prior: bool = False,
    doc: str = "",
    by_origin: bool = False,
) -> T:
    """Declare a parameter with a number, a flag, or "solve", as its default.

    "solve" stands for a value that the model finds at its start from calm
    anchors; annotate such a field `float | Literal["solve"]`. `by_origin` says
    that origins may differ in it. Raises RuleError if the default lies outside
    the bounds.
    """
    info = ParameterInfo(unit, low, high, source, prior, doc, by_origin=by_origin)
    return cast(T, _declare(default, info))


def param_choice[T: str](
    default: T, *, choices: tuple[T, ...], source: str, prior: bool = False, doc: str = ""
) -> T:
    """Declare a parameter that is one of several words."""
    info = ParameterInfo("one of the choices", 0, 0, source, prior, doc, choices=choices)
    return cast(T, _declare(default, info))


def param_map(
    default: Mapping[str, float],
    *,
    keys: Literal["country", "place"],
    unit: str,
    low: float,
    high: float,
    source: str,
    prior: bool = False,
    doc: str = "",
) -> dict[str, float]:
    """Declare a parameter with one number for each of some countries or places.

    The bounds hold for every entry. A scenario adds to the default entries or
    replaces them one by one; its codes are checked against the data tables.
    """
    info = ParameterInfo(unit, low, high, source, prior, doc, keys=keys)
    return cast("dict[str, float]", _declare(FrozenDict(default), info))


def _declare(default: Value, info: ParameterInfo) -> object:
    entries = default.values() if isinstance(default, Mapping) else [default]
    for entry in entries:
        if not info.allows(entry):
            raise RuleError(f"default {entry!r} is outside {info.low} to {info.high}")
    metadata = {"parameter": info}
    if isinstance(default, Mapping):
        return field(default_factory=lambda: default, metadata=metadata)
    return field(default=default, metadata=metadata)


@cache
def parameters_of(rule: type) -> dict[str, tuple[Kind, ParameterInfo]]:
    """Return kind and description of each field of a rule, in order.

    Raises RuleError if a field is not declared as a parameter or its type is
    none that a scenario file can hold.
    """
    hints = get_type_hints(rule)
    found: dict[str, tuple[Kind, ParameterInfo]] = {}
    for one in fields(rule):
        info = one.metadata.get("parameter")
        if not isinstance(info, ParameterInfo):
            raise RuleError(f"{rule.__name__}.{one.name} is not declared with param(...)")
        found[one.name] = (_kind(hints[one.name], info, f"{rule.__name__}.{one.name}"), info)
    return found


def defaults_of(rule: type) -> dict[str, Value]:
    """Return the default value of each field of a rule."""
    made = rule()
    return {one.name: getattr(made, one.name) for one in fields(rule)}


def _kind(hint: object, info: ParameterInfo, name: str) -> Kind:
    if info.choices:
        return "choice"
    if info.keys:
        return "map"
    kinds: dict[object, Kind] = {
        float: "number",
        float | Literal["solve"]: "number or solve",
        int: "integer",
        bool: "flag",
    }
    if hint not in kinds:
        raise RuleError(f"{name}: a parameter cannot be of type {hint}")
    return kinds[hint]
