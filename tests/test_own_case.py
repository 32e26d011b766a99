"""The how-to docs/own-case.md: every command in it works, in order, and what it says is so."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from talentflow_lab.case_build import Case
from talentflow_lab.case_countries import hosts, origins_offered
from talentflow_lab.world_tables import shipped_rows, world

OFFLINE = """
import sys
import requests

def get(*_, **__):
    raise requests.ConnectionError("no network in tests")

requests.get = get
from talentflow_lab import cli
cli.main()
"""


def commands(root: Path) -> list[list[str]]:
    """Return the commands of the page, in order."""
    text = (root / "docs" / "own-case.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [shlex.split(line) for block in blocks for line in block.splitlines()]


def talentflow(folder: Path, arguments: list[str]) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder, without a network."""
    command = [sys.executable, "-c", OFFLINE, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.deep
def test_every_command_of_the_page_works(root: Path, tmp_path: Path) -> None:
    """The commands run one after the other as they stand; only the last one needs a network."""
    found = commands(root)
    assert len(found) >= 7
    for command in found:
        assert command[0] == "talentflow"
        fewer = ["--replications", "1", "--workers", "1"] if command[1] == "run" else []
        result = talentflow(tmp_path, [*command[1:], *fewer])
        if "refresh" in command:
            assert result.returncode == 2
            assert "Traceback" not in result.stderr
            assert re.search(r"cannot be reached|talentflow\[data\]", result.stderr)
            continue
        assert result.returncode == 0, (command, result.stderr)
    assert (tmp_path / "results" / "ukraine" / "index.html").stat().st_size > 100_000


def test_the_page_says_what_is_so(root: Path) -> None:
    """Numbers, options and hosts that the page names are those of the tables."""
    text = (root / "docs" / "own-case.md").read_text(encoding="utf-8")
    assert f"Some {len(origins_offered(world())) // 100 * 100}" in text.replace("\n", " ")
    shipped = {row["iso3"] for row in shipped_rows("countries")}
    for code in set(hosts(world(), 2019)) - shipped:
        assert world().economies[code].name in text
    stocks = {d: n for (o, d), n in world().stocks.items() if o == "UKR"}
    assert stocks["RUS"] / sum(stocks.values()) == pytest.approx(0.64, abs=0.03)


def test_most_of_ukraine_is_known() -> None:
    """The origin of the page has no assumed indicator: why it was chosen."""
    case = Case("ukraine", ("UKR",))
    rows = [row for row in case.tables["indicators"] if row["iso3"] == "UKR"]
    assert rows
    assert not [row for row in rows if row["source"].startswith("assumption")]
