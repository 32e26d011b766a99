"""Mesa's own view inside the site: its controls on the left, its plots on the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import solara
from solara.components.applayout import appbar_portal, apptitle_portal, sidebar_portal

from talentflow_app import mesa_view

__all__ = ["Page"]


@solara.component
def Page() -> None:  # noqa: N802 - the name that Solara looks for
    """Show the model as Mesa users know it: step, play, reset."""
    with Framed():
        mesa_view.Page()


@solara.component
def Framed(children: Sequence[Any] = ()) -> None:  # noqa: N802 - a component
    """Give what SolaraViz puts into a side bar a place on the page."""
    side = sidebar_portal.use_portal()
    appbar_portal.use_portal()
    apptitle_portal.use_portal()
    with solara.v.Html(tag="div", class_="tf-desk"):
        with solara.v.Html(tag="aside", class_="tf-panel", attributes={"aria-label": "Controls"}):
            for one in side:
                solara.display(one)
        with solara.v.Html(tag="div", class_="tf-main"):
            solara.v.Html(tag="h1", children=["The model in Mesa's own view"])
            text = (
                "Step, play and reset it as any Mesa model; it is the same model that all pages "
                "use. A restart takes the scale and the months from the sliders."
            )
            solara.v.Html(tag="p", class_="tf-soft", children=[text])
            for child in children:
                solara.display(child)
