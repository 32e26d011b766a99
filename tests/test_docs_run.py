"""Tutorials run as they stand, in an empty folder; every page runs made small."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from tests.commands import Checkout, Story, page
from tests.documents import blocks, documents

pytestmark = pytest.mark.deep

PAGES = (
    "docs/tutorials/first-run.md",
    "docs/tutorials/policy-question.md",
    "docs/tutorials/sweep.md",
)
LONG = ("leaving-", "finland-search", " ask ")
"""Parts of commands that run hundreds of times, or everybody at full scale."""


APART = {"README.md", "docs/own-case.md", "docs/reference/commands.md"}
"""Pages with a test of their own, and the examples of help, which name files of the reader's."""
SMALL = [one for one in map(page, documents()) if one.lines and one.name not in APART]


def lines_of(page: str) -> list[str]:
    """Return the commands of talentflow of a page, in their order, without the long ones."""
    texts = [one.text for one in blocks() if one.path == page and one.language == "sh"]
    lines = [line for text in texts for line in text.splitlines() if line.startswith("talentflow ")]
    return [line for line in lines if not any(part in line for part in LONG)]


@pytest.mark.parametrize("page", PAGES)
def test_a_tutorial_runs_as_it_stands(root: Path, tmp_path: Path, page: str) -> None:
    """Every command ends well; a file that a command names is the page's own block of TOML."""
    (tmp_path / "experiments").symlink_to(root / "experiments")
    tables = [one.text for one in blocks() if one.path == page and one.language == "toml"]
    lines = lines_of(page)
    assert len(lines) >= 4
    for line in lines:
        for name in re.findall(r"(?<=\s)([\w-]+\.toml)\b", line):
            (tmp_path / name).write_text(tables[-1], encoding="utf-8")
        command = [sys.executable, "-m", "talentflow_lab.cli", *shlex.split(line)[1:]]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{line}\n{done.stderr}"


@pytest.mark.parametrize("page", ["docs/reference/python.md", "docs/how-to/recipes.md"])
def test_python_of_a_page_runs(page: str) -> None:
    """A block about the model can be run as it stands."""
    code = [one.text for one in blocks() if one.path == page and one.language == "python"]
    assert code
    for text in code:
        exec(compile(text, page, "exec"), {})  # noqa: S102 - our own documents


@pytest.mark.parametrize("story", SMALL, ids=lambda story: story.name)
def test_commands_of_a_page_run(tmp_path: Path, story: Story) -> None:
    """Every command of a page ends well, made small by the rules of `tests.command_rules`."""
    Checkout(tmp_path).tell(story)


def test_the_job_array_of_the_cluster_page_runs(tmp_path: Path) -> None:
    """The script for Slurm, run once for each task, leaves shards that `merge` joins."""
    script = next(one.text for one in blocks() if one.language == "bash")
    assert "SLURM_ARRAY_TASK_ID" in script
    checkout = Checkout(tmp_path)
    (tmp_path / ".venv").symlink_to(tmp_path)
    for task in ("1", "2"):
        checkout.shell(script, SLURM_ARRAY_TASK_ID=task, SLURM_ARRAY_TASK_COUNT="2")
    checkout.shell("talentflow merge results/leaving-sobol")
    assert len([*(tmp_path / "results/leaving-sobol/shards").iterdir()]) == 2
    assert (tmp_path / "results/leaving-sobol/outcomes.parquet").exists()
