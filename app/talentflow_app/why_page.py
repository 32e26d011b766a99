"""Why: reasons for the wish to leave and for the choice of where to go."""

from __future__ import annotations

from collections.abc import Callable

import solara

from talentflow.errors import TalentflowError
from talentflow_app import runs, why_numbers
from talentflow_app.addresses import use_address, use_pin
from talentflow_app.controls import Problem
from talentflow_app.runs_choice import choose
from talentflow_app.why_controls import Controls, Look, Periods, period_of
from talentflow_app.why_figures import Asked, Figures
from talentflow_app.why_life import Life

__all__ = ["Page"]

_last: solara.Reactive[Look] = solara.reactive(Look())


@solara.component
def Page() -> None:  # noqa: N802 - the name that Solara looks for
    """Show the reasons of a run."""
    look, change = use_address("why", Look(), _last)
    with solara.v.Html(tag="div", class_="tf-page"):
        solara.v.Html(tag="h1", children=["Why people wish to leave, and why they go there"])
        run = choose(look.run, lambda key: change(run=key))
        if run is None:
            return
        try:
            runs.page_of(run)
            groups = why_numbers.groups_of(run)
        except TalentflowError as mistake:
            Problem(str(mistake))
            return
        if groups:
            Shown(run, groups, look, change).key(f"{run.folder}-{run.written}")
        else:
            solara.v.Html(tag="p", children=["Nobody could leave in this run: it has no reasons."])
        Life(run).key(f"life-{run.folder}-{run.written}")


@solara.component
def Shown(  # noqa: N802 - a component
    run: runs.Run, groups: dict[str, list[str]], look: Look, change: Callable[..., None]
) -> None:
    """Show the reasons of whoever is asked about."""
    page = runs.page_of(run)
    months = page.numbers.months
    usual = why_numbers.usual_periods(page.numbers)
    group = look.group if look.group in groups else next(iter(groups))
    value = look.value if look.value in groups[group] else groups[group][0]
    before = period_of(look.before, months, usual[0])
    after = period_of(look.after, months, usual[1])
    weighed = why_numbers.destinations_of(
        run, why_numbers.reasons_of(run, "destination", group, value)
    )
    to = look.to if look.to in weighed else next(iter(weighed), "")
    names = {code: page.results.country_name(code) for code in weighed}
    use_pin(change, run=run.key, group=group)
    Controls(groups, group, value, names, to, change)
    Periods(months, before, after, change)
    Figures(Asked(run, group, value, tuple(groups[group]), before, after, to))
