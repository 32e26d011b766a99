"""Wheel and sdist: they build, hold what they should, and work in an empty environment."""

import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.deep

DEMO = ("--scale", "200", "--months", "6", "--replications", "2", "--workers", "1")


def ran(*command: str | Path, cwd: Path) -> str:
    """Run a program outside the checkout, without the paths of this one; return its output."""
    clean = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    done = subprocess.run(
        [*map(str, command)], cwd=cwd, env=clean, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(name="built", scope="module")
def _built(root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Build sdist and wheel with the backend that is installed here; return their paths."""
    out = tmp_path_factory.mktemp("dist")
    ran(sys.executable, "-m", "hatchling", "build", "-d", out, cwd=root)
    (wheel,), (sdist,) = out.glob("*.whl"), out.glob("*.tar.gz")
    return wheel, sdist


def test_the_wheel_holds_code_data_and_licences(root: Path, built: tuple[Path, Path]) -> None:
    """Every module, scenario, lever, table and template is in it, and nothing of tests or docs."""
    names = set(zipfile.ZipFile(built[0]).namelist())
    for source, package in {
        "model/talentflow": "talentflow",
        "experiments/talentflow_lab": "talentflow_lab",
        "app/talentflow_app": "talentflow_app",
        "scenarios": "talentflow/scenarios",
    }.items():
        there = [
            p for p in (root / source).rglob("*") if p.is_file() and "__pycache__" not in p.parts
        ]
        wanted = {f"{package}/{p.relative_to(root / source).as_posix()}" for p in there}
        assert wanted <= names, sorted(wanted - names)[:5]
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {
        "talentflow", "talentflow_lab", "talentflow_app",
    }  # fmt: skip
    assert any(name.endswith("/licenses/LICENSE") for name in names)


def test_the_sdist_builds_the_same_wheel(built: tuple[Path, Path], tmp_path: Path) -> None:
    """A wheel built from the sdist holds the same files, to the byte."""
    with tarfile.open(built[1]) as archive:
        archive.extractall(tmp_path, filter="data")
    (tree,) = tmp_path.iterdir()
    assert (tree / "tests").is_dir()
    assert (tree / "docs/odd.md").exists()
    out = tmp_path / "again"
    ran(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", out, cwd=tree)
    (wheel,) = out.glob("*.whl")
    first, again = zipfile.ZipFile(built[0]), zipfile.ZipFile(wheel)
    assert {one.filename: one.CRC for one in first.infolist()} == {
        one.filename: one.CRC for one in again.infolist()
    }


def test_the_demo_runs_in_an_empty_environment(built: tuple[Path, Path], tmp_path: Path) -> None:
    """Installed from the wheel, far from the checkout, it runs a scenario and writes its page."""
    home = tmp_path / "venv"
    venv.create(home, with_pip=shutil.which("uv") is None)
    python = home / "bin" / "python"
    uv = shutil.which("uv")
    install = [uv, "pip", "install", "-q", "--python"] if uv else []
    ran(*install, python, *([] if uv else ["-m", "pip", "install", "-q"]), built[0], cwd=tmp_path)
    talentflow = home / "bin" / "talentflow"
    work = tmp_path / "work"
    work.mkdir()
    assert ran(talentflow, "--version", cwd=work).startswith("talentflow ")
    assert "belarus-2020" in ran(talentflow, "scenario", "list", cwd=work)
    ran(talentflow, "run", "belarus-2020", *DEMO, "--out", "demo", cwd=work)
    ran(talentflow, "doctor", "demo", cwd=work)
    page = ran(talentflow, "report", "demo", cwd=work).strip()
    assert "<html" in (work / page).read_text(encoding="utf-8")[:500].lower()
