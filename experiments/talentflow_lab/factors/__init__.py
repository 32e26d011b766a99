"""The factors of an explanation: one factor, one file.

A file defines `FACTOR`; its name is the factor's. A new file is a new factor: `factors` finds it,
and no list has to be edited. Two factors that are asked for together must not own the same row or
rule; a test sees to it for those that are asked for by default.
"""

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache

from talentflow.errors import TalentflowError
from talentflow_lab.factor import Factor

__all__ = ["chosen", "factors"]


@cache
def factors() -> Mapping[str, Factor]:
    """Return every factor by name, in alphabetical order."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return {
        name: importlib.import_module(f"{__name__}.{name}").FACTOR
        for name in names
        if not name.startswith("_")
    }


def chosen(names: Sequence[str] = ()) -> dict[str, Factor]:
    """Return the factors of these names, or those that are usual.

    Raises TalentflowError for a name that no factor has, with the nearest one.
    """
    known = factors()
    for name in names:
        if name not in known:
            nearest = get_close_matches(name, known, n=1)
            hint = (
                f'; did you mean "{nearest[0]}"?' if nearest else f"; there are {', '.join(known)}"
            )
            raise TalentflowError(f'there is no factor "{name}"{hint}')
    wanted = names or [name for name, factor in known.items() if factor.usual]
    return {name: known[name] for name in dict.fromkeys(wanted)}
