"""The app under five people and a sweep, for a while: memory, processes and open files over time.

    python benchmarks/soak.py --minutes 30

Five pages in Chromium go round the app as people do: they move a slider, look at another page, come
back. Beside them a sweep of the smoke test runs again and again. Every ten seconds a line tells
what the server, its workers and the sweep hold. The end compares the last third with the middle
one: a leak is more than GROWTH of it. Ends with 1 if something leaks or is left behind.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Error, Page, sync_playwright

ROOT = Path(__file__).parents[1]
PORT = 8793
ADDRESS = f"http://127.0.0.1:{PORT}"
USERS, EVERY = 5, 10.0
PATIENCE = 20.0
"""Seconds in which processes may end after their parent."""
GROWTH = 0.15
"""Of memory; processes and files may grow by none."""
PAGES = ("?scale=50&lever=fast-track-permits:owner=FIN", "explore", "why", "compare", "studies",
         "assumptions")  # fmt: skip


@dataclass(frozen=True)
class Held:
    """What a process and those below it hold: memory in MB, processes, open files."""

    memory: float
    processes: int
    files: int


def tree(pid: int) -> list[int]:
    """Return a process and all below it, as far as they still are there."""
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        try:
            tasks = list(Path(f"/proc/{one}/task").iterdir())
        except OSError:
            continue
        found.append(one)
        for task in tasks:
            with suppress(OSError):  # a thread that has just ended
                waiting += map(int, (task / "children").read_text().split())
    return found


def held(pid: int) -> Held:
    """Look at what a process and those below it hold; shared pages count in parts."""
    memory, files, found = 0.0, 0, tree(pid)
    for one in found:
        try:
            rows = Path(f"/proc/{one}/smaps_rollup").read_text(encoding="utf-8").splitlines()
            memory += next(int(row.split()[1]) for row in rows if row.startswith("Pss:")) / 1024
            files += sum(1 for _ in Path(f"/proc/{one}/fd").iterdir())
        except (OSError, StopIteration):
            continue
    return Held(memory, len(found), files)


def act(page: Page, turn: int) -> str:
    """Do what a person does next; return what went wrong, if anything."""
    path = PAGES[turn % len(PAGES)]
    try:
        page.goto(f"{ADDRESS}/{path}", timeout=60_000)
        page.wait_for_selector(".v-application, .tf-figure", timeout=60_000)
        if path.startswith("?"):
            page.wait_for_selector('.tf-status[data-state="ready"]', timeout=120_000)
            page.get_by_role("slider").nth(1).focus()
            page.keyboard.press("ArrowRight" if turn % 2 else "ArrowLeft")
            page.wait_for_timeout(500)
    except Error as problem:
        return f"{path}: {problem.message.splitlines()[0]}"
    return ""


def serve(library: Path) -> subprocess.Popen[bytes]:
    """Start the app and wait until it answers."""
    call = [sys.executable, "-m", "talentflow_app", "--no-open", "--port", str(PORT)]
    server = subprocess.Popen([*call, "--library", str(library)], stderr=subprocess.DEVNULL)
    while server.poll() is None:
        try:
            urllib.request.urlopen(ADDRESS, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return server
    sys.exit(f"the app does not start: is port {PORT} free?")


def ended(process: subprocess.Popen[bytes]) -> list[str]:
    """End a process; return the commands of those below it that are left after a while."""
    every = tree(process.pid)
    process.terminate()
    process.wait(timeout=300)
    deadline = time.monotonic() + PATIENCE
    while (left := [pid for pid in every if command_of(pid)]) and time.monotonic() < deadline:
        time.sleep(0.2)
    return [command_of(pid) for pid in left]


def command_of(pid: int) -> str:
    """Return the command line of a process; nothing if it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()[:100]
    except OSError:
        return ""


class Sweeps:
    """A sweep that begins again, in a new folder, when it has ended."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.count, self.failed = folder, 0, 0
        self.process: subprocess.Popen[bytes] | None = None

    def go_on(self) -> None:
        """Begin the next sweep if none is at work."""
        if self.process is not None:
            if (code := self.process.poll()) is None:
                return
            self.failed += code != 0
            shutil.rmtree(self.folder / str(self.count), ignore_errors=True)
        self.count += 1
        call = [sys.executable, "-m", "talentflow_lab.cli", "sweep"]
        call += [str(ROOT / "experiments/smoke.toml"), "--out", str(self.folder / str(self.count))]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen([*call, "--workers", "1"], stdout=quiet, stderr=quiet)

    def end(self) -> list[str]:
        """End the sweep at work; return its processes that are left."""
        return ended(self.process) if self.process else []


def use(
    minutes: float, server: subprocess.Popen[bytes], sweeps: Sweeps
) -> tuple[list[Held], list[str]]:
    """Use the app and sweep for so many minutes; return what was held, and what went wrong."""
    lines, troubles = [], []
    began = said = time.monotonic()
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        pages = [browser.new_context().new_page() for _ in range(USERS)]
        turn = 0
        while time.monotonic() - began < 60.0 * minutes:
            sweeps.go_on()
            user = turn % USERS
            if trouble := act(pages[user], turn // USERS + user):
                troubles.append(trouble)
            turn += 1
            if time.monotonic() - said >= EVERY:
                said = time.monotonic()
                lines.append(held(server.pid))
                at = f"{said - began:6.0f} s  {turn:5} acts  {sweeps.count:3} sweeps"
                print(f"{at}  {lines[-1]}", flush=True)
        browser.close()
    return lines, troubles


def main() -> int:
    """Soak, and say whether anything grew."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=30.0)
    minutes = parser.parse_args().minutes
    with tempfile.TemporaryDirectory() as folder:
        server, sweeps = serve(Path(folder) / "library"), Sweeps(Path(folder))
        try:
            lines, troubles = use(minutes, server, sweeps)
        finally:
            left = sweeps.end() + ended(server)
    for trouble in dict.fromkeys(troubles):
        print(f"went wrong {troubles.count(trouble)} times: {trouble}")
    print(f"{sweeps.failed} sweeps failed, {len(left)} processes left behind: {left}")
    return int(bool(troubles or sweeps.failed or left or grown(lines)))


def grown(lines: list[Held]) -> bool:
    """Compare the last third of the lines with the middle one, and say what grew."""
    third = len(lines) // 3
    if not third:
        return False
    found = False
    for name, most in (("memory", GROWTH), ("processes", 0.0), ("files", 0.0)):
        first, middle, last = (
            statistics.median(getattr(one, name) for one in part)
            for part in (lines[:third], lines[third : 2 * third], lines[-third:])
        )
        print(f"{name} by thirds: {first:.0f}, {middle:.0f}, {last:.0f}")
        found |= last > middle * (1.0 + most)
    return found


if __name__ == "__main__":
    sys.exit(main())
