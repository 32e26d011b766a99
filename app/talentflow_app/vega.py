"""Vega in the browser: brought to a page once, and used by all of its charts."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt
import anywidget
import solara
import traitlets

__all__ = ["Library", "Picture"]

_HELD = """
function held() {
  if (!window.tfVega) {
    let ready;
    window.tfVega = new Promise((resolve) => { ready = resolve; });
    window.tfVega.ready = ready;
  }
  return window.tfVega;
}
"""
"""The function that draws, as soon as the page has it."""

_DRAW = (
    _HELD
    + """
export default { render: async ({model, el}) => {
  let width = el.clientWidth;
  new ResizeObserver(() => {
    if (el.clientWidth === width) return;
    width = el.clientWidth;
    if (window.tfResizing) return;
    window.tfResizing = true;
    requestAnimationFrame(() => {
      window.tfResizing = false;
      window.dispatchEvent(new Event("resize"));
    });
  }).observe(el);
  return (await held())({model, el});
} };
"""
)
"""Vega asks how wide it may be when it begins and when the window changes; it is told, too, when
its room does: a chart may begin before it stands in the page."""


class Picture(alt.JupyterChart):
    """A chart known by its specification alone, not as an Altair object.

    It comes as a view of a dictionary, whose parts Solara does not search for components.
    """

    _esm = _DRAW
    drawing = traitlets.Any()

    def __init__(self, **traits: Any) -> None:  # noqa: ANN401 - of the library
        super().__init__(None, **traits)  # type: ignore[arg-type]

    @traitlets.observe("drawing")
    def _on_change_drawing(self, change: Any) -> None:  # noqa: ANN401 - of the library
        self.spec = dict(change.new)

    def _on_change_chart(self, change: object) -> None:
        """Leave the specification alone: there is no Altair object to take it from."""

    def _on_change_params(self, change: object) -> None:
        """Leave the parameters of such an object alone."""

    def _on_change_selections(self, change: object) -> None:
        """Leave its selections alone, too; who listens is told by `on__vl_selections`."""


@cache
def _library() -> type[anywidget.AnyWidget]:
    """Return the widget that brings Vega (0.9 MB; takes a second to bundle)."""

    class Offline(alt.JupyterChart):
        """What Altair draws with, without a network."""

    Offline.enable_offline()

    class Brought(anywidget.AnyWidget):
        """Vega and what draws with it."""

        _esm = f"{Offline._esm}\n{_HELD}\nheld().ready(render);"  # noqa: SLF001 - has no other name

    return Brought


@solara.component
def Library() -> None:  # noqa: N802 - a component
    """Bring Vega to the page; it shows nothing."""
    with solara.Div(style="display: none"):
        _library().element()
