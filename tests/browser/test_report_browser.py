"""Reports in a browser: offline, quiet, readable by everybody, whole on paper."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from tests.fake_results import FakePlan, write_results
from tests.test_page_policy import DONE, write_comparison

from talentflow_lab.actions import actions
from talentflow_lab.actions_folder import read_actions
from talentflow_lab.options import options_for
from talentflow_lab.page_actions import actions_document
from talentflow_lab.page_parts import Page as RunPage
from talentflow_lab.page_plans import plans
from talentflow_lab.page_results import read_results
from talentflow_lab.policies import read_policies
from talentflow_lab.question import Ground
from talentflow_lab.report import run_document, write_document
from talentflow_lab.territory import find

pytestmark = pytest.mark.browser

PICTURES = Path(__file__).parent / "pictures"
SERIOUS = {"serious", "critical"}
VIEWS = (("desktop", 1280, "light"), ("narrow", 420, "light"), ("dark", 1280, "dark"))
CUT = """[...document.querySelectorAll('table, figure, pre, dl, ul')]
  .filter(e => e.offsetParent && e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => e.tagName + ' ' + e.className + ' ' + e.id)"""
A4_PIXELS = 688
"""Width of A4 between the page's margins, at 96 pixels an inch."""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write the report of a run with plans and a policy, and one on actions."""
    home = tmp_path_factory.mktemp("reports")
    compared = write_comparison(home / "compared", 3.0, DONE | {"pairs": 8})
    results = read_results(write_results(home / "run", FakePlan()))
    page = RunPage(results, read_policies([compared]))
    run = write_document(run_document(page, None, [plans(page)]), home / "run.html")
    ground = Ground.of("belarus-2020", (), "2019-03", 2, scale=1000.0)
    asked = find("FIN:Jyväskylä", ground.baseline)
    actions(options_for(ground, asked), asked, home / "actions", 4, {}, workers=1)
    document = actions_document(read_actions(home / "actions"), "Belarus")
    return {"run": run, "actions": write_document(document, home / "actions.html")}


@dataclass
class Seen:
    """A report as it stands in a browser, what it complained about and what it asked for."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@pytest.fixture(params=["run", "actions"])
def seen(
    request: pytest.FixtureRequest, pages: dict[str, Path], browser: Browser
) -> Iterator[tuple[str, Browser, Path]]:
    """Give the name of a report, the browser and the file."""
    return request.param, browser, pages[request.param]


def opened(browser: Browser, path: Path, width: int, scheme: str) -> Seen:
    """Open a report from disk, without a network."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        offline=True,
    )
    seen = Seen(context.new_page())
    seen.page.on("console", lambda m: seen.complaints.append(m.text) if m.type == "error" else None)
    seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    seen.page.on("request", lambda asked: seen.requests.append(asked.url))
    seen.page.goto(path.as_uri())
    count = seen.page.locator("[data-chart]").count()
    seen.page.wait_for_function(
        f"document.querySelectorAll('[data-chart] svg').length === {count}", timeout=60_000
    )
    return seen


@pytest.mark.parametrize(("view", "width", "scheme"), VIEWS)
def test_a_report_opens_quietly_and_is_accessible(
    seen: tuple[str, Browser, Path], view: str, width: int, scheme: str
) -> None:
    """No error, no request beside the file itself, no serious fault of axe-core, no overflow."""
    name, browser, path = seen
    one = opened(browser, path, width, scheme)
    PICTURES.mkdir(exist_ok=True)
    one.page.screenshot(path=PICTURES / f"report-{name}-{view}.png", full_page=True)
    one.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    faults = [
        (fault["id"], fault["nodes"][0]["target"])
        for fault in Axe().run(one.page).response["violations"]
        if fault["impact"] in SERIOUS
    ]
    assert one.complaints == []
    assert one.requests == [path.as_uri()]
    assert faults == []
    assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    one.page.context.close()


@pytest.mark.deep
def test_axe_sees_a_fault(seen: tuple[str, Browser, Path]) -> None:
    """The check must be able to fail: a button without a name and pale text are found."""
    _, browser, path = seen
    one = opened(browser, path, 1280, "light")
    one.page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('afterbegin',"
        "'<button></button><p style=\"color:#ccc;background:#fff\">pale</p>')"
    )
    found = {fault["id"] for fault in Axe().run(one.page).response["violations"]}
    assert {"button-name", "color-contrast"} <= found
    one.page.context.close()


def test_a_report_prints_whole(seen: tuple[str, Browser, Path], tmp_path: Path) -> None:
    """On A4 nothing is wider than the page, and the PDF has several pages."""
    name, browser, path = seen
    one = opened(browser, path, 1280, "light")
    one.page.emulate_media(media="print")
    one.page.set_viewport_size({"width": A4_PIXELS, "height": 1000})
    assert one.page.evaluate(CUT) == []
    made = tmp_path / f"{name}.pdf"
    one.page.pdf(path=made, format="A4", print_background=True)
    shutil.copy(made, PICTURES / f"report-{name}.pdf")
    assert made.read_bytes().count(b"/Type /Page\n") > 2
    one.page.context.close()


def test_keyboard_reaches_what_can_be_used(seen: tuple[str, Browser, Path]) -> None:
    """The first Tab must reach the link that skips to the results, which is seen then."""
    _, browser, path = seen
    one = opened(browser, path, 1280, "light")
    one.page.keyboard.press("Tab")
    assert one.page.evaluate("document.activeElement.className") == "skip"
    assert one.page.evaluate("document.activeElement.getBoundingClientRect().left >= 0")
    one.page.keyboard.press("Enter")
    assert one.page.url.endswith("#main")
    one.page.context.close()
