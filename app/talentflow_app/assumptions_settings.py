"""Changes of assumptions on the desk, as `--set` takes them."""

from __future__ import annotations

from dataclasses import replace

from talentflow.errors import ScenarioErrors, TalentflowError
from talentflow.parameters import Value
from talentflow.rules import SECTIONS
from talentflow.scenario import Scenario, load
from talentflow.toml_lines import split_key
from talentflow_app.desk_answers import ground_of
from talentflow_app.desk_state import FILES, Desk
from talentflow_lab.question import Ground

__all__ = ["SettingError", "changed_to", "key_of", "pairs", "usual_ground", "without"]

COARSEST = 10.0
"""Scale at which assumptions are read; no value of a rule depends on it."""


class SettingError(TalentflowError):
    """A change that is none of an assumption; the text says why."""


def usual_ground(desk: Desk) -> Ground:
    """Return the baseline without what is changed; raise TalentflowError if there is none."""
    return ground_of(replace(desk, settings=()), max(desk.scale, COARSEST))


def pairs(settings: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return path and value of each setting."""
    return [
        (path.strip(), value.strip()) for path, _, value in (s.partition("=") for s in settings)
    ]


def without(settings: tuple[str, ...], path: str) -> tuple[str, ...]:
    """Return the settings that are not of a path, however that is spelled."""
    key = key_of(path)
    return tuple(one for one in settings if key_of(one.partition("=")[0]) != key)


def changed_to(desk: Desk, path: str, text: str) -> tuple[str, ...]:
    """Return the settings with another value of a rule's parameter.

    The scenario's own value takes the setting away. Raises TalentflowError with the model's words
    (field, what was expected, nearest name) if the value or the path is bad.
    """
    path, text = path.strip(), text.strip()
    key = key_of(path)
    if key[0] in {*FILES, "levers"}:
        raise SettingError(f"{path} is no assumption of a rule; tables and levers are not set here")
    ground = usual_ground(desk)
    setting = f"{path}={text}"
    scenario = load(ground.source, [setting])
    value, usual = _value(scenario, key), _value(ground.baseline, key)
    if key[0] not in SECTIONS or value is None:
        raise SettingError(f"{path} is no assumption of a rule; runs are set on the desk")
    rest = without(desk.settings, path)
    wanted = rest if value == usual else (*rest, setting)
    if _fits(ground, desk.settings):  # else what is wrong already is to be undone first
        load(ground.source, wanted)
    return wanted


def _fits(ground: Ground, settings: tuple[str, ...]) -> bool:
    try:
        load(ground.source, settings)
    except ScenarioErrors:
        return False
    return True


def _value(scenario: Scenario, key: tuple[str, ...]) -> Value | None:
    path = ".".join(key)
    return next((row.value for row in scenario.provenance if row.path == path), None)


def key_of(path: str) -> tuple[str, ...]:
    """Return the parts of a path; a path that is none has one, itself."""
    try:
        return split_key(path.strip())
    except ValueError:
        return (path.strip(),)
