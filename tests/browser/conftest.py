"""A server, a browser, and an eye on what a page asks for and complains about."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from talentflow_app import session, shared
from talentflow_app.desk_answers import question_of
from talentflow_app.desk_state import Desk

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "tests" / "browser" / "pictures"
"""Where the pictures of the last run are, to be looked at; git ignores them."""
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
HARMLESS = ("Failed to evaluate Vue script",)
"""What Solara itself always says."""


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of small results."""
    return tmp_path_factory.mktemp("library")


@pytest.fixture(scope="session")
def address(library: Path) -> Iterator[str]:
    """Start the app and return where it is; what is compiled on first use is compiled before."""
    desk = Desk(months=2, scale=100.0, replications=1, levers=session.BEGIN.levers)
    shared.live().ask(question_of(desk), 1)
    with serving(library) as (found, _):
        yield found


@contextmanager
def serving(library: Path, *options: str) -> Iterator[tuple[str, str]]:
    """Serve with some options; yield where on this machine, and what the terminal shows."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "talentflow_app", "--no-open", "--port", str(port)]
    with TemporaryFile("w+", encoding="utf-8") as said:
        server = subprocess.Popen(
            [*command, "--library", str(library), *options],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": os.environ.get("PYTHONPATH", "")},
            stderr=said,
        )
        try:
            found = f"http://127.0.0.1:{port}"
            deadline = time.monotonic() + 180
            while not _answers(found):
                said.seek(0)
                assert server.poll() is None, said.read()
                assert time.monotonic() < deadline
                time.sleep(0.2)
            said.seek(0)
            yield found, said.read()
        finally:
            server.terminate()
            server.wait(timeout=60)


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=5)  # noqa: S310 - our own
    except urllib.error.HTTPError:
        return True  # it refuses whoever comes without a token
    except OSError:
        return False
    return True


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return Debian's Chromium."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@dataclass
class Watched:
    """A page, with what it complained about and where it asked."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, browser: Browser, width: int = 1280) -> "Watched":
        """Open a page in a context of its own."""
        page = browser.new_context(viewport={"width": width, "height": 1400}).new_page()
        found = cls(page)
        page.on("console", lambda said: found.note(said.type, said.text))
        page.on("pageerror", lambda error: found.complaints.append(str(error)))
        page.on("request", lambda asked: found.ask(asked.url))
        page.on("websocket", lambda socket: found.ask(socket.url))
        return found

    def note(self, kind: str, text: str) -> None:
        """Keep what the console says of errors."""
        if kind == "error" and not text.startswith(HARMLESS):
            self.complaints.append(text)

    def ask(self, url: str) -> None:
        """Keep the host of a request."""
        if urlsplit(url).scheme in {"http", "https", "ws", "wss"}:
            self.hosts.add(urlsplit(url).hostname or "")

    def picture(self, name: str) -> None:
        """Save the whole page as a picture."""
        PICTURES.mkdir(exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png", full_page=True)

    def marks(self, chart: str) -> int:
        """Count the marks of a chart: bars, lines, areas, points, shapes."""
        kinds = ("rect", "line", "area", "symbol", "shape", "rule", "arc", "text", "path")
        inside = ", ".join(f"#chart-{chart} svg .mark-{kind}.role-mark *" for kind in kinds)
        return self.page.locator(inside).count()

    def clean(self) -> None:
        """Fail if the page complained or asked another host than this one."""
        assert self.complaints == []
        assert self.hosts <= {"127.0.0.1"}


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    """Return a fresh page."""
    found = Watched.of(browser)
    yield found
    found.page.context.close()
