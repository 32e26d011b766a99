"""Write the report page: one offline HTML file that tells what a run found."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

import jinja2
import vl_convert
from markupsafe import Markup

from talentflow.files import write_text
from talentflow_lab import page_text
from talentflow_lab.document import Document
from talentflow_lab.facts import Sentence
from talentflow_lab.page_parts import Page, Section, key_figures
from talentflow_lab.page_results import read_results
from talentflow_lab.page_sections import SECTIONS
from talentflow_lab.page_summary import run_sentences, summary_section
from talentflow_lab.policies import read_policies
from talentflow_lab.territory import Beneficiary

__all__ = ["Form", "render", "run_document", "template_text", "write_document", "write_page"]

type Form = Literal["html", "md"]


def write_page(
    folder: Path,
    out: Path | None = None,
    compared: Sequence[Path] = (),
    form: Form = "html",
) -> Path:
    """Write the page of a results folder and return its path.

    Args:
        folder: a results folder as a run wrote it.
        out: the file to write; `index.html` (or `index.md`) in the folder by default.
        compared: folders of comparisons to tell of, too.
        form: a page ("html") or Markdown ("md").

    The file appears whole or not at all. Raises ResultsError when the folder cannot be read.
    """
    page = Page(read_results(folder), read_policies(compared))
    return write_document(run_document(page), out or folder / f"index.{form}", form)


def write_document(document: Document, path: Path, form: Form = "html") -> Path:
    """Write a report and return its path; it appears whole or not at all."""
    html = render(document, charts=form == "html")
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text(path, html if form == "html" else _markdown(html))
    return path


def _markdown(html: str) -> str:
    from talentflow_lab.markdown_page import to_markdown  # noqa: PLC0415 - pages do without it

    return to_markdown(html)


def run_document(
    page: Page,
    asked: Beneficiary | None = None,
    first: Sequence[Section] = (),
    told: Sequence[Sentence] = (),
) -> Document:
    """Return the report of a run; `first` and `told` come before what is told of every run."""
    results, count = page.results, len(page.numbers.replications)
    runs = "one run" if count == 1 else f"the mean of {count} runs"
    summary = [*told, *run_sentences(page, asked)]
    note = (
        "Each number is the mean over runs with other luck; the interval holds 90 % of the runs "
        "and says nothing about the assumptions. Numbers are rounded to what the interval allows."
    )
    made = (section for make in SECTIONS if (section := make(page)) is not None)
    return Document(
        title=results.title,
        headline=page_text.headline(page.numbers),
        byline=f"A simulation, not a count: {runs} of an agent-based model. {results.description}",
        version=str(results.run.get("version", "")),
        summary=summary,
        keys=key_figures(page),
        sections=[summary_section(summary, note), *first, *made],
    )


def render(document: Document, *, charts: bool = True) -> str:
    """Return a report as one HTML text that loads nothing from elsewhere; charts need a script."""
    scripts = [_script(_chart_library()), _script(template_text("page.js"))] if charts else []
    return template("report.html.j2").render(
        document=document,
        style=Markup(template_text("page.css")),  # noqa: S704 - our own file
        scripts=scripts,
        policy=" ".join(_digest(script) for script in scripts) or "'none'",
    )


@cache
def _chart_library() -> str:
    """Return Vega, Vega-Lite and Vega-Embed as one script (0.9 MB; takes a second to bundle)."""
    return vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")


def template(name: str) -> jinja2.Template:
    """Return a template of ours; what it is not given, or not safe, is an error or escaped."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("talentflow_lab", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def template_text(name: str) -> str:
    """Return a file of the folder of templates."""
    return (files("talentflow_lab") / "templates" / name).read_text(encoding="utf-8")


def _script(source: str) -> Markup:
    """Make a script safe to stand in an HTML page as it is."""
    unix = source.replace("\r\n", "\n").replace("\r", "\n")
    return Markup(re.sub(r"</(?=script)", r"<\\/", unix, flags=re.IGNORECASE))  # noqa: S704


def _digest(script: str) -> str:
    """Return the content-security source that allows exactly this script."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
