"""Vega in the browser: a script that the server hands out, and the charts that draw with it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from typing import Any

import ipyvue
import solara
import traitlets
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from talentflow_lab.kept import kept

__all__ = ["SCRIPT", "Library", "Picture", "route"]

_EXPORT = "export default vegaEmbed;"
_KEY = hashlib.sha256(f"{version('vl-convert-python')} {_EXPORT}".encode()).hexdigest()[:16]
SCRIPT = f"/vega-{_KEY}.js"
"""Where the script is. What has this name never changes, so browsers may keep it for good."""
_HEADERS = {"cache-control": "private, max-age=31536000, immutable"}


@cache
def script() -> bytes:
    """Return Vega, Vega-Lite and Vega-Embed as one module (0.9 MB; takes a second to bundle)."""

    def bundle() -> bytes:
        import vl_convert  # noqa: PLC0415 - only where nothing is kept yet

        return vl_convert.javascript_bundle(_EXPORT).encode("utf-8")

    return kept(SCRIPT.strip("/"), bundle)


def _answer(_: Request) -> Response:
    return Response(script(), media_type="text/javascript", headers=_HEADERS)


def route() -> Route:
    """Return the route of the script."""
    return Route(SCRIPT, _answer)


class Picture(ipyvue.VueTemplate):  # type: ignore[misc]
    """A chart, known by its specification as JSON.

    As text it is neither searched for components nor made reactive, and compared at once. `params`
    are values of parameters, which change without drawing anew; `told` is given the value of the
    selection `pick` whenever it changes.
    """

    template_file = (__file__, "assets/picture.vue")
    script = traitlets.Unicode(SCRIPT).tag(sync=True)
    spec = traitlets.Unicode("").tag(sync=True)
    params = traitlets.Dict().tag(sync=True)
    pick = traitlets.Unicode("").tag(sync=True)
    told = traitlets.Any(lambda _: None)

    def vue_picked(self, value: Mapping[str, Any]) -> None:
        """Pass on what the browser tells of the selection."""
        self.told(value)


@solara.component
def Library() -> None:  # noqa: N802 - a component
    """Have the browser load the script before the first chart; it shows nothing."""
    with solara.Div(style="display: none"):
        Picture.element()
