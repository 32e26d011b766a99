"""Reference pages, made from the code: what a reader looks up is what the code does.

Each page is a function without arguments that returns Markdown. `python -m
talentflow_lab.reference_pages FOLDER` writes them all; with `--check` it writes nothing and says
which differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from talentflow.files import write_text
from talentflow_lab.reference_pages import commands, files, lab, levers, outcomes, rules, shipped

__all__ = ["pages", "stale", "write"]

NOTE = "<!-- Made from the code by `make reference`: change the code, not this page. -->\n\n"


def pages() -> Mapping[str, str]:
    """Return every page by the name of its file."""
    made = {
        "parameters.md": rules.parameters_page(),
        "terms.md": rules.terms_page(),
        "mechanisms.md": rules.mechanisms_page(),
        "shocks.md": rules.shocks_page(),
        "levers.md": levers.page(),
        "outcomes.md": outcomes.page(),
        "commands.md": commands.page(),
        "files.md": files.page(),
        "scenarios.md": shipped.page(),
        "lab.md": lab.page(),
    }
    return {name: NOTE + text.rstrip() + "\n" for name, text in made.items()}


def stale(folder: Path) -> list[str]:
    """Return the names of pages in a folder that are missing or differ from the code."""
    return [
        name
        for name, text in pages().items()
        if not (folder / name).is_file() or (folder / name).read_text(encoding="utf-8") != text
    ]


def write(folder: Path) -> list[Path]:
    """Write every page into a folder, which is made if need be, and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, text in pages().items():
        write_text(folder / name, text)
        paths.append(folder / name)
    return paths
