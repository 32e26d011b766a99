"""The worked examples run from top to bottom, at a reduced scale."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"
SMALL = {"EXAMPLE_SCALE": "500", "EXAMPLE_RUNS": "2", "EXAMPLE_MONTHS": "2",
         "EXAMPLE_START": "2019-03"}  # fmt: skip


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.stem)
def test_an_example_runs(path: Path, tmp_path: Path) -> None:
    """A script must end well, say something, and leave a report that loads nothing."""
    done = subprocess.run(
        [sys.executable, str(path)],
        env=os.environ | SMALL | {"EXAMPLE_FOLDER": str(tmp_path)},
        capture_output=True, text=True, encoding="utf-8", check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "- " in done.stdout
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in html
    assert 0.9e6 < len(html.encode()) < 3e6


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.stem)
def test_an_example_is_a_notebook(path: Path) -> None:
    """It must be in jupytext's percent form, each cell of code led by words."""
    cells = re.split(r"^# %%", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    words = [cell.startswith(" [markdown]") for cell in cells]
    assert words[0]
    assert words == [number % 2 == 0 for number in range(len(cells))]
