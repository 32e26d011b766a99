"""Write the report page: one offline HTML file that tells what a run found."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import tempfile
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

import jinja2
import vl_convert
from markupsafe import Markup

from talentflow_lab import page_text
from talentflow_lab.page_parts import Page, key_figures
from talentflow_lab.page_results import Results, read_results
from talentflow_lab.page_sections import SECTIONS
from talentflow_lab.policies import Policies, read_policies

__all__ = ["render", "template_text", "write_page"]


def write_page(folder: Path, out: Path | None = None, compared: Sequence[Path] = ()) -> Path:
    """Write the page of a results folder and return its path.

    Args:
        folder: a results folder as a run wrote it.
        out: the file to write; `index.html` in the folder by default.
        compared: folders of comparisons to tell of, too.

    The file appears whole or not at all. Raises ResultsError when the folder cannot be read.
    """
    path = out or folder / "index.html"
    html = render(read_results(folder), read_policies(compared))
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".page-", suffix=".html")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(html)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path


def render(results: Results, policies: Sequence[Policies] = ()) -> str:
    """Return the page as one HTML text that loads nothing from elsewhere."""
    page = Page(results, policies)
    scripts = [_script(_chart_library()), _script(template_text("page.js"))]
    return template("demo.html.j2").render(
        title=results.title,
        description=results.description,
        headline=page_text.headline(page.numbers),
        lede=page_text.lede(page.numbers, page.destinations),
        keys=key_figures(page),
        replications=len(page.numbers.replications),
        version=str(results.run.get("version", "")),
        sections=[section for make in SECTIONS if (section := make(page)) is not None],
        style=Markup(template_text("page.css")),  # noqa: S704 - our own file
        scripts=scripts,
        policy=" ".join(_digest(script) for script in scripts),
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
