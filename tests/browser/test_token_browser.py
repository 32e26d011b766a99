"""A server that others can reach, in a browser: no page without its token, all of them with it."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect
from tests.browser.conftest import Watched, serving

pytestmark = pytest.mark.browser


def test_the_address_in_the_terminal_opens_the_app(browser: Browser, library: Path) -> None:
    """The token leads to the page that was asked for, leaves the address and stays a cookie."""
    with serving(library, "--host", "0.0.0.0", "jyvaskyla") as (here, told):
        shown = re.search(r"http://\S+token=\S+", told)
        assert shown is not None, told
        guest, visitor = Watched.of(browser), Watched.of(browser)
        refused = guest.page.goto(here)
        assert refused is not None
        assert refused.status == 403
        expect(guest.page.locator("body")).to_contain_text("Refused")
        parts = urlsplit(shown.group())
        visitor.page.goto(f"{here}{parts.path}?{parts.query}")
        assert visitor.page.url.startswith(f"{here}/?scenario=jyvaskyla&")
        assert "token" not in visitor.page.url
        expect(visitor.page.locator(".tf-lever").first).to_be_visible(timeout=90_000)
        visitor.page.goto(f"{here}/studies")
        expect(visitor.page.get_by_role("heading").first).to_be_visible(timeout=90_000)
        visitor.clean()
        assert visitor.page.evaluate("document.cookie") == ""
        for one in (guest, visitor):
            one.page.context.close()
