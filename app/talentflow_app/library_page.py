"""Compare: a library of saved runs, and up to four of them side by side."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl, quote, urlencode

import solara

from talentflow.files import shown
from talentflow_app import library_runs, shared
from talentflow_app.controls import Problem
from talentflow_app.library_list import MOST_CHOSEN, Runs
from talentflow_app.library_results import Results
from talentflow_app.library_save import Save, Watch, use_job
from talentflow_app.synced import use_synced

__all__ = ["Page", "from_query", "to_query"]

PATH = "/compare"
_chosen: solara.Reactive[tuple[str, ...]] = solara.reactive(())
"""Keys of the runs that are compared, in order."""


def to_query(keys: Sequence[str]) -> str:
    """Return the query of an address that names runs.

    >>> to_query(["one", "finland/warm one"])
    'run=one&run=finland/warm%20one'
    """
    return urlencode([("run", key) for key in keys], quote_via=quote, safe="/")


def from_query(text: str) -> tuple[str, ...]:
    """Return the keys that an address names, each once, at most so many as can be compared."""
    pairs = parse_qsl(text.lstrip("?")[:10_000])
    keys = dict.fromkeys(value for name, value in pairs if name == "run")
    return tuple(keys)[:MOST_CHOSEN]


@solara.component
def Page() -> None:  # noqa: N802 - the name that Solara looks for
    """Show the library, and the runs that the address names."""
    if use_synced(
        PATH, lambda: to_query(_chosen.value), lambda text: _chosen.set(from_query(text))
    ):
        Shown()


@solara.component
def Shown() -> None:  # noqa: N802 - a component
    """Show the library."""
    turn = solara.use_reactive(0)

    def look() -> None:
        turn.set(turn.peek() + 1)

    library = shared.library()
    every = solara.use_memo(lambda: library_runs.runs(library), [library, turn.value])
    known = {run.key: run for run in every}
    chosen = [key for key in _chosen.value if key in known]
    lost = [key for key in _chosen.value if key not in known]
    state = use_job(look)
    with solara.v.Html(tag="div", class_="tf-page"):
        solara.v.Html(tag="h1", children=["Saved runs, side by side"])
        Save(library, state.stage == "running")
        Watch(state)
        with solara.Div():  # what comes and goes stands apart: the rest keeps its state
            if lost:
                Problem("\n".join(f"There is no run {key[:80]!r} in the library." for key in lost))
                solara.Button(
                    "Leave them out", text=True, on_click=lambda: _chosen.set(tuple(chosen))
                )
        with solara.Div(classes=["tf-figure-head"]):
            solara.v.Html(tag="h2", children=[f"Runs in {shown(library)}"])
            solara.Button("Look again", text=True, small=True, on_click=look)
        if every:
            text = f"Tick up to {MOST_CHOSEN} to compare them; the first is what others are held "
            solara.v.Html(tag="p", class_="tf-soft", children=[text + "against."])
            Runs(library, every, _chosen, look)
        else:
            text = "None yet: run the desk's policy, or use `talentflow run`, which writes them."
            solara.v.Html(tag="p", children=[text])
        if chosen:
            Results([known[key] for key in chosen])
