"""Commands of the documents, run for real in a folder of their own.

What a page tells to type is run in its order, made small by `tests.command_rules`. Plain commands
run in this process, which spares their start; `make`, what follows `talentflow new`, and the app
run in processes of their own.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import NamedTuple

from tests.command_rules import EDITS, ELSEWHERE, GIVEN, small
from tests.documents import FENCE, ROOT, blocks
from typer.testing import CliRunner

from talentflow_lab.cli import app

__all__ = ["Checkout", "Story", "commands_of", "page", "stories"]

PROGRAMS = r"(?:talentflow|make|pytest)"
START = re.compile(r"^(?=## |\*\*[A-Z]|\| )", re.MULTILINE)
APART = re.compile(
    r"^talentflow new (term|lever)|fear_of_conscription|results/fear|fear\.toml|child-care"
)
"""Commands that write into the checkout, or need what others wrote there."""


class Story(NamedTuple):
    """Commands that belong together, and the tables of TOML among them."""

    name: str
    lines: tuple[str, ...]
    tables: tuple[str, ...] = ()


def commands_of(text: str) -> list[str]:
    """Return the commands of a text in their order, of `sh` blocks and of code within sentences.

    `make one two` is two commands; which Python `make` takes makes no difference to them.
    """
    found = []
    for block in re.split(r"(^```\w*\n.*?^```$)", text, flags=re.MULTILINE | re.DOTALL):
        if not block.startswith("```"):
            found += re.findall(rf"`({PROGRAMS} [^`]+)`", block)
        elif block.startswith("```sh\n"):
            plain = block.replace("\\\n", " ").splitlines()[1:-1]
            found += [shlex.join(shlex.split(one, comments=True)) for one in plain]
    return [part for one in found if re.match(PROGRAMS, one) for part in _parts(one)]


def _parts(line: str) -> list[str]:
    goals = line.split()[1:] if line.startswith("make ") else []
    return [f"make {goal}" for goal in goals if "=" not in goal] or [line]


def stories() -> Iterator[Story]:
    """Yield the commands of the README: a story is a section, a lead in bold, or a row."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for part in START.split(text):
        if lines := commands_of(part):
            title = re.sub(r"\W+", "-", part.strip().splitlines()[0])[:40].strip("-")
            yield Story(title, tuple(dict.fromkeys(lines)))  # what is told twice is run once


def page(path: Path) -> Story:
    """Return the commands in the blocks of a page, as one story."""
    text = path.read_text(encoding="utf-8")
    lines = commands_of("\n".join(one[0] for one in FENCE.finditer(text)))
    name = path.relative_to(ROOT).as_posix()
    tables = [one.text for one in blocks() if one.path == name and one.language == "toml"]
    return Story(name, tuple(lines), tuple(tables))


class Checkout:
    """A folder that holds what commands of the documents want to find, with small studies."""

    def __init__(self, folder: Path) -> None:
        """Copy the parts that are read or written, and put small programs into `bin`."""
        self.folder = folder
        for name in ("Makefile", "mkdocs.yml", "pyproject.toml", "requirements.lock"):
            shutil.copy(ROOT / name, folder)
        for name in ("docs", "scenarios"):
            shutil.copytree(ROOT / name, folder / name)
        (folder / "experiments").mkdir()
        for study in (ROOT / "experiments").glob("*.toml"):
            text = study.read_text(encoding="utf-8")
            for old, new in EDITS:
                text = re.sub(old, new, text)
            (folder / "experiments" / study.name).write_text(text, encoding="utf-8")
        child = [sys.executable, str(Path(__file__).with_name("command_child.py"))]
        self._program("mkdocs", [sys.executable, "-m", "mkdocs"])
        for name in ("talentflow", "python", "pytest"):
            self._program(name, [*child, name])

    def _program(self, name: str, command: list[str]) -> None:
        path = self.folder / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f'#!/bin/sh\nexec {shlex.join(command)} "$@"\n', encoding="utf-8")
        path.chmod(0o755)

    def tell(self, story: Story) -> None:
        """Run the commands of a story; the first that fails is an error."""
        for line in story.lines:
            if elsewhere(line):
                continue
            for given, made_by in GIVEN.items():
                if re.search(rf"(?<!out ){given}\b", line) and not (self.folder / given).exists():
                    self.run(made_by)
            for name in re.findall(r"(?<=\s)([\w-]+\.toml)\b", line):
                if not (self.folder / name).exists() and story.tables:
                    (self.folder / name).write_text(story.tables[-1], encoding="utf-8")
            self.run(line)

    def run(self, line: str) -> None:
        """Run a command, made small."""
        if line == "talentflow app":
            self._serve()
        elif line.startswith("talentflow ") and not APART.search(line):
            self._here(small(line))
        elif line.startswith("make "):
            goal = line.split(maxsplit=1)[1]
            self.shell(f"make -o .venv/.ready BIN=bin {goal}")
        else:
            self.shell(line)

    def _here(self, line: str) -> None:
        with chdir(self.folder):
            done = CliRunner().invoke(app, shlex.split(line)[1:])
        assert done.exit_code == 0, f"{line}\n{done.output}\n{done.exception!r}"

    def shell(self, text: str, **given: str) -> None:
        """Run a text of the shell, with the programs of `bin` before others."""
        path = f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
        paths = os.pathsep.join([str(ROOT), *sys.path])
        done = subprocess.run(
            ["sh", "-ec", text], cwd=self.folder, capture_output=True, text=True, check=False,
            env=os.environ | {"PATH": path, "PYTHONPATH": paths} | given,
        )  # fmt: skip
        assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"

    def _serve(self) -> None:
        """Start the app on a free port, fetch its first page and end it."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = str(free.getsockname()[1])
        command = [sys.executable, "-m", "talentflow_lab.cli", "app", "--no-open", "--port", port]
        with subprocess.Popen(
            command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as server:
            try:
                assert "talentflow" in _fetched(f"http://127.0.0.1:{port}/", server)
            finally:
                server.terminate()


def _fetched(address: str, server: subprocess.Popen[bytes]) -> str:
    """Return a page as soon as the server gives it, within a minute."""
    for _ in range(300):
        assert server.poll() is None, "the server has ended"
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - ours
                return str(answer.read().decode("utf-8"))
        except urllib.error.URLError:
            time.sleep(0.2)
    message = f"nothing answers at {address}"
    raise AssertionError(message)


def elsewhere(line: str) -> bool:
    """Tell whether a command is run by another part of the tests."""
    return any(line == known or line.startswith(f"{known} ") for known in ELSEWHERE)
