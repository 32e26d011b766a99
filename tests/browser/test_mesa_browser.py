"""Mesa's view in a browser."""

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Watched

pytestmark = pytest.mark.browser


def test_it_steps(address: str, watched: Watched) -> None:
    """Two plots; a press on Step lives a month and draws them anew."""
    page = watched.page
    page.goto(f"{address}/mesa")
    plots = page.locator("main img")
    expect(plots).to_have_count(2, timeout=60_000)
    before = plots.first.get_attribute("src")
    page.get_by_role("button", name="Step").click()
    expect(plots.first).not_to_have_attribute("src", before or "", timeout=60_000)
    watched.picture("mesa")
    watched.clean()
