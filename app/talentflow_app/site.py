"""The site: its pages, and the frame around them."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import solara
import solara.lab

from talentflow_app import tour, vega

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


def _page(module: str) -> Callable[[], Any]:
    """Return the page of a module, which is imported when somebody opens it first."""

    @solara.component
    def Page() -> None:  # noqa: N802 - a component
        import_module(f"talentflow_app.{module}").Page()

    return Page


def _route(path: str, module: str, layout: Any = None) -> solara.Route:  # noqa: ANN401 - a component
    return solara.Route(path, component=_page(module), label=NAMES[path], layout=layout)


routes = [
    _route("/", "desk_page", Layout),
    _route("explore", "explore_page"),
    _route("why", "why_page"),
    _route("compare", "library_page"),
    _route("studies", "studies_page"),
    _route("assumptions", "assumptions_page"),
    _route("mesa", "mesa_page"),
]
