"""The page of studies in a browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import Watched
from tests.test_sweep_designs import TEXT, Weighing

from talentflow_lab.analysis_page import cell
from talentflow_lab.robust import robustness
from talentflow_lab.study_reading import read_study
from talentflow_lab.study_tables import read_results
from talentflow_lab.sweep import How, sweep

pytestmark = pytest.mark.browser

PICTURES = {
    "tornado": "tornado-left",
    "heat": "heat-left",
    "box&where=left>=110": "box-1",
    "trade-off": "trade-off",
    "policies": "regret-left",
}


@pytest.fixture(scope="module", name="folder")
def _folder(library: Path) -> Path:
    """Put a finished sweep of a quick model into the library."""
    path = library / "drawn.toml"
    path.write_text(TEXT.replace("points = 5", "points = 24\npolicies = 1"), encoding="utf-8")
    sweep(read_study(path), library / "drawn", how=How(1), build=Weighing)
    return library / "drawn"


def progress(page: Page, state: str) -> None:
    """Wait for a study to be in a state."""
    expect(page.locator(".tf-progress")).to_have_attribute("data-state", state, timeout=120_000)


def test_every_picture_has_marks_and_numbers(address: str, watched: Watched, folder: Path) -> None:
    """No complaint, no foreign host; the table of policies is the lab's."""
    page = watched.page
    for query, chart in PICTURES.items():
        page.goto(f"{address}/studies?study=drawn&picture={query}")
        ready = page.locator(".tf-study-picture[data-state=ready]")
        expect(ready).to_have_count(1, timeout=90_000)
        expect(page.locator(f"#chart-{chart} svg")).to_have_count(1)
        assert watched.marks(chart) > 0, chart
        watched.picture(f"studies-{chart}")
    frame = robustness(read_results(folder)).frame
    wanted = [cell(float(one)) for one in frame[frame["outcome"] == "left"]["regret_mean"]]
    found = page.locator("#table-robust-1 tbody tr td:nth-child(4)").all_inner_texts()
    assert found == wanted
    watched.clean()


def test_a_study_is_started_seen_by_others_cancelled_and_resumed(
    address: str, browser: Browser, watched: Watched, library: Path, tmp_path: Path
) -> None:
    """A file that is chosen runs in the library; another session steers it, too."""
    path = tmp_path / "any.toml"
    path.write_text(TEXT.replace("points = 5", "points = 20\npolicies = 1"), encoding="utf-8")
    page = watched.page
    page.goto(f"{address}/studies")
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_label("Name of the folder").fill("begun")
    page.get_by_label("Name of the folder").blur()
    expect(page.locator(".tf-checked")).to_have_count(1, timeout=60_000)
    assert "belarus-2020, 3 months" in page.locator(".tf-checked").inner_text()
    page.get_by_role("button", name="Start", exact=True).click()
    progress(page, "running")
    assert page.url.endswith("/studies?study=begun")
    other = Watched.of(browser)
    other.page.goto(page.url)
    progress(other.page, "running")
    other.page.get_by_role("button", name="Cancel").click()
    progress(page, "unfinished")
    page.reload()
    progress(page, "unfinished")
    watched.picture("studies-unfinished")
    page.get_by_role("button", name="Resume").click()
    progress(page, "finished")
    assert (library / "begun" / "outcomes.csv").exists()
    other.page.context.close()
    watched.clean()
