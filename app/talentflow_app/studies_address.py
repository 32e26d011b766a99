"""What the page of studies shows, as the query of its address, and back."""

from __future__ import annotations

from dataclasses import dataclass, fields
from urllib.parse import parse_qsl, quote, urlencode

__all__ = ["View", "from_query", "to_query"]

MOST_LETTERS, MOST_FIELDS = 4000, 20


@dataclass(frozen=True)
class View:
    """A study by its key, which picture of which outcome, and what the picture asks for.

    `x` and `y` are the inputs of the heat map, `where` a condition, `against` the second outcome of
    a trade-off; what is empty is as usual. Nothing here is a path: keys are looked up.
    """

    study: str = ""
    picture: str = ""
    outcome: str = ""
    x: str = ""
    y: str = ""
    where: str = ""
    against: str = ""

    @property
    def conditions(self) -> tuple[str, ...]:
        """Return what `where` asks, condition by condition; commas part them."""
        return tuple(one.strip() for one in self.where.split(",") if one.strip())


_NAMES = tuple(one.name for one in fields(View))


def to_query(view: View) -> str:
    """Return a view as the query of an address.

    >>> to_query(View("smoke", "box", where="left>=100"))
    'study=smoke&picture=box&where=left%3E%3D100'
    """
    pairs = [(name, value) for name in _NAMES if (value := getattr(view, name))]
    return urlencode(pairs, safe="/.:", quote_via=quote)


def from_query(text: str | None) -> View:
    """Return the view that an address tells; what it does not know is left out.

    >>> from_query("study=smoke&wish=1&picture=box")
    View(study='smoke', picture='box', outcome='', x='', y='', where='', against='')
    """
    asked = (text or "").lstrip("?")[:MOST_LETTERS]
    try:
        pairs = parse_qsl(asked, max_num_fields=MOST_FIELDS)
    except ValueError:
        return View()
    return View(**{name: value for name, value in pairs if name in _NAMES})
