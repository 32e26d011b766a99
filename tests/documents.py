"""The documents of the repository: their files, fenced blocks and links."""

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import typer

from talentflow_lab.reference_pages.commands import each_command

__all__ = ["Block", "anchors", "blocks", "documents", "links", "parse", "shell_lines"]

ROOT = Path(__file__).parents[1]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


class Block(NamedTuple):
    """A fenced block: where it stands, in which language, and its text."""

    path: str
    line: int
    language: str
    text: str


@cache
def documents() -> tuple[Path, ...]:
    """Return every Markdown file of the repository that people read."""
    return (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")))


@cache
def blocks() -> tuple[Block, ...]:
    """Return every fenced block."""
    found = []
    for path in documents():
        text = path.read_text(encoding="utf-8")
        for one in FENCE.finditer(text):
            line = text.count("\n", 0, one.start()) + 1
            found.append(Block(path.relative_to(ROOT).as_posix(), line, one[1], one[2]))
    return tuple(found)


def shell_lines() -> Iterator[tuple[str, str]]:
    """Yield where each command of a fenced `sh` block stands, and its line without comment."""
    for one in blocks():
        if one.language == "sh":
            text = one.text.replace("\\\n", " ")  # a command may go on in the next line
            for number, line in enumerate(text.splitlines(), start=one.line + 1):
                if words := shlex.split(line, comments=True):
                    yield f"{one.path}:{number}", shlex.join(words)


def parse(line: str) -> None:
    """Parse a command line of talentflow as the program would; nothing is run.

    Raises what the command line raises for unknown commands, options or values.
    """
    words = shlex.split(line)
    words = words[: words.index(">")] if ">" in words else words
    known: dict[str, Any] = dict(each_command())
    name, rest = words[0], words[1:]
    while rest and f"{name} {rest[0]}" in known:
        name, rest = f"{name} {rest[0]}", rest[1:]
    if getattr(known[name], "commands", {}) and rest and not rest[0].startswith("-"):
        command, _, rest = known[name].resolve_command(typer.Context(known[name]), rest)
        known[name] = known[f"{name} {command}"]
    known[name].make_context(name, [*rest])


def links(path: Path) -> Iterator[str]:
    """Yield the target of each link of a document, blocks and code left out."""
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    yield from LINK.findall(re.sub(r"`[^`\n]*`", "", text))


@cache
def anchors(path: Path) -> frozenset[str]:
    """Return the anchors of a document's headings, as Markdown processors make them."""
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    return frozenset(_slug(one) for one in re.findall(r"^#+ (.+)$", text, re.MULTILINE))


def _slug(heading: str) -> str:
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "")
    return re.sub(r"[\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip().lower())
