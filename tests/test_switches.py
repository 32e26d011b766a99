"""Mechanisms that are switched off: nothing of them is left, neither draws nor parameters."""

import pandas as pd
import pytest
from tests import worlds

from talentflow.model import MigrationModel
from talentflow.parameters import defaults_of, parameters_of
from talentflow.rules import catalogue

SECTIONS = ("firms.relocation", "voice.dissent", "perception.belief")
"""Switches of a whole section; the others switch their own rule alone."""


def switches() -> list[str]:
    """Return the rules that can be switched off, as section.module."""
    return [
        f"{section}.{module}"
        for section, rules in catalogue().items()
        for module, rule in rules.items()
        if "enabled" in parameters_of(rule)
    ]


def governed(switch: str) -> list[str]:
    """Return other values for every parameter that a switch governs, as far from the default."""
    section, module = switch.split(".")
    found = []
    for name, rule in catalogue()[section].items():
        if name != module and switch not in SECTIONS:
            continue
        defaults = defaults_of(rule)
        for field, (kind, info) in parameters_of(rule).items():
            if (name, field) == (module, "enabled"):
                continue
            if kind in ("number", "integer"):
                far = info.low if defaults[field] == info.high else info.high
                found.append(f"{section}.{name}.{field}={far}")
            elif kind == "flag":
                found.append(f"{section}.{name}.{field}={str(not defaults[field]).lower()}")
            elif kind == "map":
                code = "POL" if info.keys == "country" else "warsaw"
                found.append(f"{section}.{name}.{field}.{code}={info.high}")
    return found


def run(*overrides: str) -> dict[str, pd.DataFrame]:
    """Return the tables of ten months around the crisis."""
    case = worlds.scenario(
        worlds.world(*worlds.COUNTRIES), *overrides, start="2020-06", months=10, scale=100
    )
    return dict(MigrationModel(case).run().tables())


def test_there_are_switches() -> None:
    """The test would otherwise hold of nothing."""
    assert {"firms.relocation", "work.remote", "voice.dissent", "people.families"} <= {*switches()}


@pytest.mark.parametrize("switch", switches())
def test_what_is_off_has_no_effect(switch: str) -> None:
    """With a mechanism off, no parameter of it changes a bit of any table."""
    off = f"{switch}.enabled=false"
    plain, other = run(off), run(off, *governed(switch))
    for name, table in plain.items():
        pd.testing.assert_frame_equal(table, other[name], check_exact=True, obj=name)
