"""The policy desk in a browser."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from tests.browser.conftest import Watched

from talentflow_app import shared, words
from talentflow_app.desk_address import from_query
from talentflow_app.desk_answers import question_of
from talentflow_app.desk_results import main_row

pytestmark = pytest.mark.browser

SMALL = "months=12&scale=100&replications=2&lever=fast-track-permits:owner=FIN"
CHARTS = ("levels", "effect", "displacement", "groups", "money")


def ready(page: Page) -> None:
    """Wait for the newest numbers."""
    expect(page.locator(".tf-status")).to_have_attribute("data-state", "ready", timeout=90_000)
    page.wait_for_timeout(300)


def shows(page: Page, query: str) -> None:
    """Fail unless the number of additional people is that of a state."""
    ready(page)
    first = page.locator(".tf-fact-value").first
    expect(first).to_have_text(wanted(query), timeout=20_000)


def wanted(query: str) -> str:
    """Return the number of additional people that a state has, as the page writes it."""
    desk = from_query(query)
    verdict = shared.live().ask(question_of(desk), desk.replications)
    row = main_row(verdict, desk.territory)
    assert row is not None
    return words.signed(float(row["additional"]))


def test_the_desk_shows_what_the_tables_hold(address: str, watched: Watched) -> None:
    """No complaint, no foreign host, every chart has marks, numbers are the comparison's."""
    page = watched.page
    page.goto(f"{address}/?{SMALL}")
    ready(page)
    shows(page, SMALL)
    for chart in CHARTS:
        expect(page.locator(f"#chart-{chart} svg")).to_have_count(1)
        assert watched.marks(chart) > 0, chart
    watched.picture("desk")
    watched.clean()


def test_a_slider_by_keyboard_changes_numbers_and_address(address: str, watched: Watched) -> None:
    """Arrow keys on a slider count when they end; the address tells it and opens the same."""
    page = watched.page
    page.goto(f"{address}/?{SMALL}")
    ready(page)
    thumb = page.get_by_role("slider").nth(1)
    thumb.focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("ease_gain="), timeout=20_000)
    page.wait_for_timeout(1500)  # every press counts
    ready(page)
    query = page.url.partition("?")[2]
    shows(page, query)
    page.reload()
    ready(page)
    assert page.url.partition("?")[2] == query
    shows(page, query)
    page.get_by_role("button", name="Undo").click()
    expect(page).not_to_have_url(re.compile("ease_gain="), timeout=20_000)
    watched.clean()


def test_an_upload_is_taken_and_a_bad_one_told(
    address: str, watched: Watched, tmp_path: Path
) -> None:
    """A scenario file changes the desk; a bad one is a message that names its fault."""
    page = watched.page
    page.goto(f"{address}/?{SMALL}")
    ready(page)
    bad = tmp_path / "bad.toml"
    bad.write_text('extends = "belarus-2020"\n[terms.distance]\nwieght = 1\n', encoding="utf-8")
    page.locator("input[type=file]").first.set_input_files(bad)
    expect(page.locator(".tf-problem")).to_contain_text("weight", timeout=20_000)
    good = tmp_path / "good.toml"
    good.write_text(
        'extends = "belarus-2020"\nscale = 100\nreplications = 2\n'
        '[levers.amnesty.BLR]\nstart = "2020-09"\n',
        encoding="utf-8",
    )
    page.locator("input[type=file]").first.set_input_files(good)
    page.wait_for_url(re.compile("amnesty:owner=BLR"), timeout=20_000)
    ready(page)
    expect(page.locator(".tf-problem")).to_have_count(0)
    watched.clean()


def test_stories_are_told(address: str, watched: Watched) -> None:
    """Three people, each on both sides."""
    page = watched.page
    page.goto(f"{address}/?{SMALL}")
    ready(page)
    page.get_by_role("button", name="Tell three stories").click()
    expect(page.locator(".tf-story")).not_to_have_count(0, timeout=60_000)
    assert page.locator(".tf-story h4").count() == 2 * page.locator(".tf-story").count()
    watched.picture("desk-stories")
    watched.clean()


def test_dark_and_narrow(address: str, browser: Browser) -> None:
    """The page can be read in the dark and on a phone."""
    watched = Watched.of(browser, width=420)
    page = watched.page
    page.add_init_script("localStorage.setItem(':solara:theme.variant', '\"dark\"')")
    page.goto(f"{address}/?{SMALL}")
    ready(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 425
    paper = page.locator(".tf-site").evaluate("one => getComputedStyle(one).backgroundColor")
    assert paper == "rgb(21, 24, 27)"
    watched.picture("desk-dark-narrow")
    watched.clean()
    page.context.close()


def test_five_at_once(address: str, browser: Browser) -> None:
    """Five contexts have five states; each sees its own numbers."""
    doses = (0.3, 0.4, 0.5, 0.6, 0.7)
    queries = [f"{SMALL},processing_months={dose:g},ease_gain={dose / 4:g}" for dose in doses]
    crowd = [Watched.of(browser) for _ in queries]
    for one, query in zip(crowd, queries, strict=True):
        one.page.goto(f"{address}/?{query}", wait_until="commit")
    for one, query in zip(crowd, queries, strict=True):
        shows(one.page, query)
    for one in crowd:
        one.clean()
        one.page.context.close()


def test_the_tour_has_five_steps(address: str, watched: Watched) -> None:
    """It opens, goes on, and closes."""
    page = watched.page
    page.goto(f"{address}/?{SMALL}")
    page.get_by_role("button", name="Tour").click()
    for step in range(1, 6):
        expect(page.locator(".tf-tour h2")).to_contain_text(f"{step} of 5")
        name = "Done" if step == 5 else "Next"
        page.locator(".tf-tour").get_by_role("button", name=name).click()
    expect(page.locator(".tf-tour")).to_have_count(0)
    watched.clean()


def test_an_address_without_a_state_shows_the_usual_one(address: str, watched: Watched) -> None:
    """The bare address opens on the desk with a lever, and says so in the address."""
    page = watched.page
    page.goto(address)
    expect(page.locator("#chart-levels svg")).to_have_count(1, timeout=120_000)
    page.wait_for_url(re.compile("lever=fast-track-permits:owner=FIN"), timeout=20_000)
    expect(page.locator(".tf-lever")).to_have_count(1)
    watched.clean()


def test_charts_wait_for_a_slow_script_and_come_back(address: str, watched: Watched) -> None:
    """A script that takes long is waited for; it comes once, and a page may be left and seen again.

    Charts follow the room that they have.
    """
    page = watched.page
    asked: list[str] = []

    def slow(route: Route) -> None:
        asked.append(route.request.url)
        page.wait_for_timeout(4000)
        route.continue_()

    page.route("**/vega-*.js", slow)
    page.goto(f"{address}/?{SMALL}")
    for chart in CHARTS:
        expect(page.locator(f"#chart-{chart} svg")).to_have_count(1, timeout=90_000)
    wide = page.locator("#chart-levels svg").bounding_box()
    page.set_viewport_size({"width": 500, "height": 1400})
    page.wait_for_timeout(500)
    narrow = page.locator("#chart-levels svg").bounding_box()
    assert wide is not None
    assert narrow is not None
    assert narrow["width"] < 480
    assert narrow["width"] != wide["width"]
    page.get_by_text("Assumptions", exact=True).click()
    expect(page.locator("main")).to_contain_text("terms.distance", timeout=60_000)
    page.get_by_text("Policy desk", exact=True).click()
    for chart in CHARTS:
        expect(page.locator(f"#chart-{chart} svg")).to_have_count(1, timeout=90_000)
    assert len(asked) == 1
    watched.clean()
