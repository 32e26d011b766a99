"""The guided tour: five steps, each a sentence about a part of the site."""

from __future__ import annotations

import solara

from talentflow_app import session

__all__ = ["STEPS", "Tour", "begin"]

STEPS = (
    (
        "The policy desk",
        (
            "On the left stand levers: what a country, a city or the origin can do. Move a slider "
            "and let go: everybody of the sector lives the months again, with and without it."
        ),
    ),
    (
        "Additional people",
        (
            "The large number counts people who are there because of the policy and would not be "
            "without it. The band is 90 % of what chance alone could make of it."
        ),
    ),
    (
        "Who would have come anyway",
        (
            "Recipients are more than additional people. Deadweight are those who would have come "
            "anyway; displacement is who misses the people elsewhere."
        ),
    ),
    (
        "Explore, Why, Compare, Studies",
        (
            "The other pages show flows on a map, reasons and single lives, saved runs side by "
            "side, and sweeps over what nobody knows for sure."
        ),
    ),
    (
        "Assumptions",
        (
            "Every number has a unit, a range and a source, or is said to be a judgement. Change "
            "any and see what becomes of it. The address of the page holds all that you chose."
        ),
    ),
)


def begin() -> None:
    """Open the tour at its first step."""
    session.tour.set(0)


@solara.component
def Tour() -> None:  # noqa: N802 - a component
    """Show the step that the visitor is at."""
    step = session.tour.value
    if step < 0:
        return
    title, words = STEPS[step]
    last = step == len(STEPS) - 1
    with solara.v.Html(
        tag="aside", class_="tf-tour", attributes={"role": "dialog", "aria-label": "Tour"}
    ):
        solara.v.Html(tag="h2", children=[f"{step + 1} of {len(STEPS)}: {title}"])
        solara.v.Html(tag="p", children=[words])
        with solara.Row(gap="8px"):
            solara.Button(
                "Back", text=True, disabled=step == 0, on_click=lambda: session.tour.set(step - 1)
            )
            if last:
                solara.Button("Done", color="primary", on_click=lambda: session.tour.set(-1))
            else:
                solara.Button("Next", color="primary", on_click=lambda: session.tour.set(step + 1))
            solara.Button("Close", text=True, on_click=lambda: session.tour.set(-1))
