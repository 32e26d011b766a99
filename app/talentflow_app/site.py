"""The site: its pages, and the frame around them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import solara
import solara.lab

from talentflow_app import (
    assumptions_page,
    desk_page,
    explore_page,
    library_page,
    mesa_page,
    studies_page,
    tour,
    vega,
    why_page,
)

__all__ = ["Layout", "routes"]

STYLE = Path(__file__).parent / "assets" / "site.css"
NAMES = {
    "/": "Policy desk",
    "explore": "Explore",
    "why": "Why",
    "compare": "Compare",
    "studies": "Studies",
    "assumptions": "Assumptions",
    "mesa": "Mesa view",
}


@solara.component
def Layout(children: list[Any]) -> None:  # noqa: N802 - the name that Solara looks for
    """Show the bar of pages, the page, and the tour."""
    solara.Style(STYLE)
    vega.Library()
    route, every = solara.use_route(peek=True)
    solara.Title(f"{route.label} – talentflow" if route else "talentflow")
    with solara.Div(classes=["tf-site"]):
        with solara.v.Html(tag="header", class_="tf-bar"):
            solara.v.Html(
                tag="a",
                class_="tf-skip",
                attributes={"href": "#main"},
                children=["Skip to the page"],
            )
            solara.v.Html(tag="span", class_="tf-name", children=["talentflow"])
            with solara.v.Html(tag="nav", attributes={"aria-label": "Pages"}):
                for one in every:
                    here = ["tf-here"] if route is one else []
                    with solara.Link(solara.resolve_path(one)):
                        solara.v.Html(
                            tag="span", class_=" ".join(["tf-tab", *here]), children=[one.label]
                        )
            solara.v.Spacer()
            solara.Button("Tour", text=True, small=True, on_click=tour.begin)
            solara.lab.ThemeToggle()
        with solara.v.Html(tag="main", attributes={"id": "main"}):
            for child in children:
                solara.display(child)
        tour.Tour()


routes = [
    solara.Route("/", component=desk_page.Page, label=NAMES["/"], layout=Layout),
    solara.Route("explore", component=explore_page.Page, label=NAMES["explore"]),
    solara.Route("why", component=why_page.Page, label=NAMES["why"]),
    solara.Route("compare", component=library_page.Page, label=NAMES["compare"]),
    solara.Route("studies", component=studies_page.Page, label=NAMES["studies"]),
    solara.Route("assumptions", component=assumptions_page.Page, label=NAMES["assumptions"]),
    solara.Route("mesa", component=mesa_page.Page, label=NAMES["mesa"]),
]
