"""What a browser would make of a page, for tests that ask whether anything of a text can run."""

from html.parser import HTMLParser

__all__ = ["HOSTILE", "Page"]

HOSTILE = (
    "<script>alert(1)</script>",
    "</script></style></title><script>alert(2)</script>",
    '"><img src=x onerror=alert(3)>',
    "' onmouseover='alert(4)",
    "${7*7} {{ 7 * 7 }} #{7*7} <%= 7*7 %>",
    "javascript:alert(5)",
    "../../../../etc/passwd",
)


class Page(HTMLParser):
    """What a browser would make of a page: its elements and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take down an element."""
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Take down text."""
        self.text += data

    @property
    def kinds(self) -> set[tuple[str, str]]:
        """Return every element with each of its attributes, without their values."""
        return {(tag, name) for tag, attrs in self.elements for name in ("", *attrs)}

    def check(self) -> None:
        """Demand that nothing of it runs."""
        for tag, attrs in self.elements:
            assert tag not in {"script", "img", "iframe", "object", "embed"}, tag
            assert not [name for name in attrs if name.startswith("on")], attrs
            links = [attrs.get(name) or "" for name in ("href", "xlink:href", "src", "action")]
            assert not [link for link in links if link.strip().lower().startswith("java")]
