"""The rules of the model: one rule, one file, one citation.

A rule is a frozen dataclass in its own module; its fields are its parameters
(see `talentflow.parameters`). The folder that holds the module is its section.
A new file is a new rule: `catalogue` finds it, and no list has to be edited.
A module whose name starts with an underscore holds no rule.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import is_dataclass
from functools import cache
from types import ModuleType

from talentflow.errors import RuleError
from talentflow.frozen import FrozenDict
from talentflow.parameters import parameters_of

__all__ = ["SECTIONS", "Catalogue", "catalogue", "rules_in"]

SECTIONS = (
    "terms",
    "gates",
    "states",
    "decision",
    "perception",
    "firms",
    "work",
    "voice",
    "people",
    "demography",
    "feedback",
    "shocks",
)
"""The section folders, in the order in which scenario files list them."""

type Catalogue = Mapping[str, Mapping[str, type]]
"""Section name -> module name -> rule class."""


@cache
def catalogue(package: str = "talentflow.rules") -> Catalogue:
    """Return every rule class by section and module name.

    Modules are listed in alphabetical order within a section. `package` is a
    package with the section folders of this one. Raises RuleError if a module
    is not exactly one public frozen dataclass whose fields are parameters.
    """
    return FrozenDict({section: rules_in(f"{package}.{section}") for section in SECTIONS})


def rules_in(name: str) -> FrozenDict[str, type]:
    """Return the rule class of each module of a package, by the module's name."""
    package = importlib.import_module(name)
    modules = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    return FrozenDict(
        {
            module: _rule_of(importlib.import_module(f"{name}.{module}"))
            for module in modules
            if not module.startswith("_")
        }
    )


def _rule_of(module: ModuleType) -> type:
    rules = [
        value
        for name, value in vars(module).items()
        if isinstance(value, type)
        and is_dataclass(value)
        and value.__module__ == module.__name__
        and not name.startswith("_")
    ]
    if len(rules) != 1:
        names = ", ".join(rule.__name__ for rule in rules) or "none"
        raise RuleError(f"{module.__name__} must define exactly one public dataclass, not {names}")
    rule = rules[0]
    if not rule.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        raise RuleError(f"{module.__name__}.{rule.__name__} must be @dataclass(frozen=True)")
    parameters_of(rule)
    return rule
