"""Give every chart one look: colours that follow the page's theme, type and axes.

A colour is a CSS variable with a fallback, so that one chart serves light and dark pages: the
browser resolves it when it draws the SVG.
"""

from __future__ import annotations

from typing import Any

INK = "var(--ink, #1d2023)"
SOFT = "var(--soft, #5c6166)"
RULE = "var(--rule, #dcd8cf)"
PAPER = "var(--paper, #fbfaf7)"
MODEL = "var(--model, #0d5c75)"
BAND = "var(--band, #a9cbd5)"
SEEN = "var(--seen, #b8481a)"
LAND = "var(--land, #e4e0d6)"
LAND_REACHED = "var(--land-reached, #cfdde0)"
EDGE = "var(--edge, #fbfaf7)"
DIVERGING = tuple(
    f"var(--div-{step}, {colour})"
    for step, colour in enumerate(
        ("#c2683d", "#dc9c7a", "#f0d0bd", "#ecebe6", "#bfd9e0", "#7fb3c2", "#3d869d")
    )
)
"""Seven steps from strongly against (0) over nothing (3) to strongly for (6)."""

STEPS = (LAND, BAND, "var(--div-6, #72aebf)", MODEL, SEEN)
"""Five steps of one way that things may go; the last stands apart."""

FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
MONTH = "%b %Y"


def config() -> dict[str, Any]:
    """Return the Vega-Lite configuration that all charts share."""
    return {
        "background": None,
        "font": FONT,
        "view": {"stroke": None},
        "axis": {
            "labelColor": SOFT,
            "titleColor": SOFT,
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "gridColor": RULE,
            "domain": False,
            "ticks": False,
            "labelPadding": 6,
        },
        "axisX": {"grid": False},
        "legend": {
            "labelColor": INK,
            "titleColor": SOFT,
            "labelFontSize": 12,
            "titleFontWeight": "normal",
            "orient": "top",
            "title": None,
            "symbolStrokeWidth": 2,
        },
        "text": {"color": INK, "fontSize": 12},
        "rule": {"color": SOFT},
    }
