"""The site of the documents: opened from disk, it searches and asks no network for anything."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.browser.conftest import Watched

pytestmark = pytest.mark.browser

SERIOUS = {"serious", "critical"}


@pytest.fixture(name="site", scope="module")
def _site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site strictly: a warning is a failure."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(folder)]
    quiet = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=root, env=quiet, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize(
    "name", ["index", "tutorials/new-term", "reference/parameters", "explanation/odd-d"]
)
def test_pages_open_from_disk(watched: Watched, site: Path, name: str) -> None:
    """A page shows its heading, complains of nothing, asks nobody, and has no serious fault."""
    watched.page.goto((site / f"{name}.html").as_uri())
    assert watched.page.locator("article h1").is_visible()
    watched.picture(f"site-{name.replace('/', '-')}")
    options = {"runOnly": ["wcag2a", "wcag2aa"], "preload": False}  # else it asks for style sheets
    found = Axe().run(watched.page, options=options).response
    faults = [one["id"] for one in found["violations"] if one["impact"] in SERIOUS]
    assert faults == []
    watched.clean()
    assert watched.hosts == set()


def test_the_search_finds_without_a_server(watched: Watched, site: Path) -> None:
    """Read from disk, the search finds a parameter."""
    watched.page.goto((site / "reference/terms.html").as_uri())
    watched.page.keyboard.press("/")
    watched.page.keyboard.type("conscription", delay=20)
    watched.page.locator(".md-search-result__item").first.wait_for(timeout=15_000)
    watched.picture("site-search")
    watched.clean()
    assert watched.hosts == set()
