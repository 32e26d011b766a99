"""From `--executor` to the farm on which a sweep runs."""

from __future__ import annotations

from difflib import get_close_matches

from talentflow.errors import TalentflowError
from talentflow_lab.farms import Farm

__all__ = ["farm_of"]

_WORDS = ("processes", "dask")


def farm_of(text: str, workers: int | None) -> Farm | None:
    """Return the farm of a text; None stands for processes of this machine, as usual.

    Raises TalentflowError for another text, if Dask is not installed, or cannot be reached.
    """
    kind, _, address = text.partition(":")
    if kind == "processes" and not address:
        return None
    if kind == "dask":
        from talentflow_lab.dask_farm import DaskFarm  # noqa: PLC0415 - an extra, and slow

        return DaskFarm.at(address, workers)
    near = get_close_matches(kind, _WORDS, n=1)
    hint = f'; did you mean "{near[0]}"?' if near else ""
    raise TalentflowError(
        f'--executor {text!r} is none of "processes", "dask", "dask:ADDRESS"{hint}'
    )
