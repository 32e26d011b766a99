"""The section that sets the model beside what was observed, row by row."""

from __future__ import annotations

from talentflow_lab import page_text
from talentflow_lab import page_words as text
from talentflow_lab.page_compare import Comparison
from talentflow_lab.page_parts import Page, Section


def observed(page: Page) -> Section:
    """Compare row by row: what counts nearly the same first, the others folded away."""
    rows = [
        {
            "words": page_text.measure_words(item, page.results),
            "item": item,
            "period": _period(item),
            "model": None if item.model is None else _in_unit(item, item.model.mean),
            "interval": _span(item),
            "observed": _in_unit(item, item.target.value),
            "range": " to ".join(_in_unit(item, end) for end in item.target.interval),
            "verdict": page_text.verdict_words(item),
            "strip": _strip(item),
        }
        for item in page.compared
    ]
    near = [row for row, item in zip(rows, page.compared, strict=True) if item.comparable]
    far = [row for row, item in zip(rows, page.compared, strict=True) if not item.comparable]
    context = {"near": near, "far": far}
    return Section("observed", "Model and observation", "observed.html.j2", context)


def _period(item: Comparison) -> str:
    if item.start == item.end:
        return f"{item.end:%b %Y}"
    return f"{item.start:%b %Y} to {item.end:%b %Y}"


def _in_unit(item: Comparison, value: float) -> str:
    return text.percent(value) if item.target.unit.startswith("%") else text.persons(value)


def _span(item: Comparison) -> str:
    if item.model is None or item.model.low is None or item.model.high is None:
        return ""
    return f"{_in_unit(item, item.model.low)} to {_in_unit(item, item.model.high)}"


def _strip(item: Comparison) -> dict[str, float] | None:
    """Place the model and the observed range on a common scale from 0 to 100."""
    if item.model is None:
        return None
    low, high = item.target.interval
    top = 1.12 * max(high, item.model.high or item.model.mean, 1e-9)
    at = {"model": item.model.mean, "low": low, "high": high, "seen": item.target.value}
    return {key: round(100 * max(value, 0.0) / top, 1) for key, value in at.items()}
