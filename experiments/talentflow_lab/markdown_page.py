"""Reports as Markdown: the same words and tables, without charts, scripts and looks."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag
from markdownify import markdownify

__all__ = ["to_markdown"]

DROPPED = ("script", "style", "nav", "noscript", "svg", "head")


def to_markdown(html: str) -> str:
    """Turn a page of ours into Markdown.

    Charts become the words that describe them. The numbers behind charts stay in the page and in
    the results folder; those of the summary are kept.
    """
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all([*DROPPED]):
        tag.decompose()
    for tag in soup.select("a.skip"):
        tag.decompose()
    for figure in soup.find_all("figure"):
        _in_words(figure)
    for small in soup.select(".range, .when, .caveat, .verdict"):
        small.insert_before(" ")
    text = markdownify(str(soup.body), heading_style="ATX", bullets="-", wrap=False)
    text = "\n".join(line.rstrip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _in_words(figure: Tag) -> None:
    """Keep the title, the description and the caption of a chart."""
    chart = figure.select_one("[role=img]")
    if chart is None:
        return
    for details in figure.find_all("details"):
        details.decompose()
    words = BeautifulSoup("<p><em></em></p>", "html.parser")
    if words.em is not None:
        words.em.string = str(chart.get("aria-label", ""))
    chart.replace_with(words)
