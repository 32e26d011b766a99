"""Vega-Lite drawn as SVG and PNG, whatever texts stand in it.

A character that XML cannot hold (a control character such as NUL, U+FFFE) makes the library that
draws end the whole process, not raise an error: it is drawn as U+FFFD.
"""

from __future__ import annotations

import re
from typing import Any

import vl_convert

__all__ = ["drawable", "to_png", "to_svg"]

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_svg(spec: dict[str, Any]) -> str:
    """Draw a specification as SVG."""
    return str(vl_convert.vegalite_to_svg(drawable(spec)))


def to_png(spec: dict[str, Any], scale: float = 2.0) -> bytes:
    """Draw a specification as PNG."""
    return bytes(vl_convert.vegalite_to_png(drawable(spec), scale=scale))


def drawable(part: Any) -> Any:  # noqa: ANN401 - any part of a specification
    """Replace what XML cannot hold in every text and name of a specification."""
    if isinstance(part, str):
        return _NO_XML.sub("\ufffd", part)
    if isinstance(part, dict):
        return {drawable(name): drawable(value) for name, value in part.items()}
    return [drawable(value) for value in part] if isinstance(part, list | tuple) else part
