"""Uploads: the text of a file that somebody chose or dropped; no name, no path."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import solara

from talentflow.errors import TalentflowError

__all__ = ["MOST_BYTES", "Upload", "UploadError"]

MOST_BYTES = 200_000
_VUE = str(Path(__file__).parent / "assets" / "upload.vue")


class UploadError(TalentflowError):
    """A file that is not taken; the text says why."""


@solara.component_vue(_VUE)
def _Upload(  # noqa: N802 - a component
    label: str, limit: int, event_chosen: Callable[[Mapping[str, Any]], None]
) -> None:
    """Show the browser's own way to choose a file; it can be dropped on it, too."""


@solara.component
def Upload(  # noqa: N802 - a component
    label: str, on_text: Callable[[str], None], on_problem: Callable[[str], None]
) -> None:
    """Take a file; `on_text` may raise TalentflowError, whose text goes to `on_problem`."""

    def take(chosen: Mapping[str, Any]) -> None:
        try:
            on_problem("")
            on_text(checked(chosen))
        except TalentflowError as mistake:
            on_problem(f"The file was not taken.\n{mistake}")

    _Upload(label=label, limit=MOST_BYTES, event_chosen=take)


def checked(chosen: Mapping[str, Any]) -> str:
    """Return the text of what a browser sent; raise UploadError for what is no small text."""
    size, text = chosen.get("size"), chosen.get("text")
    if not isinstance(size, int) or not isinstance(text, str):
        raise UploadError("it is no text")
    if max(size, len(text.encode("utf-8", "replace"))) > MOST_BYTES:
        raise UploadError(f"it has {size:,} bytes; at most {MOST_BYTES:,} are taken")
    if "\ufffd" in text or "\x00" in text:
        raise UploadError("it is no text in UTF-8")
    return text
