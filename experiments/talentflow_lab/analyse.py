"""Analyse the results of a sweep: tables and pictures into its folder `analysis`, and a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import jinja2
import pandas as pd
from markupsafe import Markup

from talentflow.errors import TalentflowError
from talentflow.files import write_text
from talentflow_lab import analysis_charts as charts
from talentflow_lab.conditions import of_constraints, read_condition
from talentflow_lab.discover import discover
from talentflow_lab.report import template_text
from talentflow_lab.results import Measured, Results
from talentflow_lab.robust import robust
from talentflow_lab.sensitivity import luck, sensitivity
from talentflow_lab.study_store import write_frame

__all__ = ["WAYS", "Analysis", "analyse"]

WAYS = ("sensitivity", "discover", "robust", "plot")


@dataclass
class Analysis:
    """What was found: sentences, tables by name, pictures by what they say."""

    title: str
    said: list[str] = field(default_factory=list)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    pictures: dict[str, Path] = field(default_factory=dict)


def analyse(results: Results, way: str, where: Sequence[str], outcome: str = "") -> Analysis:
    """Analyse in one way, write what is found, and return it; TalentflowError says why not."""
    found = Analysis(f"{results.title}: {way}")
    folder = results.folder / "analysis"
    folder.mkdir(exist_ok=True)
    chosen = _chosen(results, outcome)
    if way == "sensitivity":
        _sensitivity(results, chosen, folder, found)
    elif way == "discover":
        _discover(results, where, folder, found)
    elif way == "robust":
        _robust(results, where, folder, found)
    else:
        _plot(results, chosen, folder, found)
    for name, frame in found.tables.items():
        for suffix in ("csv", "parquet"):
            write_frame(frame, folder / f"{name}.{suffix}")
    write_text(folder / f"{way}.html", _page(found))
    return found


def _chosen(results: Results, outcome: str) -> list[Measured]:
    if not outcome:
        return list(results.outcomes)
    found = [one for one in results.outcomes if one.name == outcome]
    if not found:
        names = ", ".join(one.name for one in results.outcomes)
        raise TalentflowError(f"there is no outcome {outcome!r}; one of {names}")
    return found


def _sensitivity(results: Results, chosen: list[Measured], folder: Path, found: Analysis) -> None:
    table = sensitivity(results)
    table = table[table["outcome"].isin([one.name for one in chosen])]
    found.tables["sensitivity"] = table
    rows = []
    for policy in results.policies:
        for one in chosen:
            share = luck(results, policy, one.name)
            rows.append((policy, one.name, share.of_run, share.of_mean))
            if not (table["outcome"] == one.name).any():
                continue
            chart = charts.tornado(results, table, one, policy)
            name = f"tornado-{one.name}" + (f"-{results.policies.index(policy)}" if policy else "")
            charts.write_chart(chart, folder / name)
            found.pictures[_says_luck(one, policy, share.of_run)] = folder / f"{name}.svg"
    columns = ["policy", "outcome", "luck_of_run", "luck_of_mean"]
    found.tables["luck"] = pd.DataFrame(rows, columns=columns)


def _says_luck(one: Measured, policy: str, share: float) -> str:
    luck_told = "not known with one replication" if share != share else f"{100.0 * share:.1f} %"  # noqa: PLR0124 - nan
    return (
        f"{one.title} under “{policy}”: the share of a run's variance that is luck is {luck_told}."
    )


def _discover(results: Results, where: Sequence[str], folder: Path, found: Analysis) -> None:
    if len(where) != 1:
        raise TalentflowError("discover needs one --where, such as --where 'left>=100'")
    box = discover(results, read_condition(where[0], results.outcomes))
    found.tables |= {"box": box.box, "peeling": box.trajectory, "tree": box.leaves}
    found.said.append(
        f"{box.condition} at {box.of_interest} of {len(box.cases)} points. The box holds "
        f"{100.0 * box.coverage:.0f} % of them (coverage); {100.0 * box.density:.0f} % of the "
        f"points in it are such (density); it has {100.0 * box.mass:.0f} % of all points (mass)."
    )
    if (box.box["values"] == "").any():
        charts.write_chart(charts.box(box), folder / "box")
        found.pictures["Points over the inputs that the box restricts; red is the box."] = (
            folder / "box.svg"
        )


def _robust(results: Results, where: Sequence[str], folder: Path, found: Analysis) -> None:
    limits = [read_condition(text, results.outcomes) for text in where]
    found.tables["robust"] = robust(results, limits)
    told = limits or of_constraints(results.outcomes)
    if told:
        found.said.append("Satisfied is: " + " and ".join(map(str, told)) + ".")
    _trade_offs(results, folder, found)


def _trade_offs(results: Results, folder: Path, found: Analysis) -> None:
    aimed = [one for one in results.outcomes if one.goal]
    for n, a in enumerate(aimed):
        for b in aimed[n + 1 :]:
            name = f"trade-off-{a.name}-{b.name}"
            charts.write_chart(charts.trade_off(results, a, b), folder / name)
            told = f"{a.title} ({a.goal}) against {b.title} ({b.goal}): means of each policy, and "
            found.pictures[told + "what 80 % of futures lie between."] = folder / f"{name}.svg"


def _plot(results: Results, chosen: list[Measured], folder: Path, found: Analysis) -> None:
    numbers = [one.name for one in results.inputs if not one.values]
    nothing = pd.DataFrame(columns=["policy", "outcome", "index"])
    for one in chosen:
        name = f"tornado-{one.name}"
        charts.write_chart(
            charts.tornado(results, nothing, one, results.policies[-1]), folder / name
        )
        found.pictures[f"{one.title}: rank correlations with the inputs."] = folder / f"{name}.svg"
        if len(numbers) > 1:
            name = f"heat-{one.name}"
            charts.write_chart(charts.heat(results, one, *numbers[:2]), folder / name)
            found.pictures[f"{one.title} over the first two inputs."] = folder / f"{name}.svg"
    if len(results.policies) > 1:
        _trade_offs(results, folder, found)


def _page(found: Analysis) -> str:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("talentflow_lab", "templates"),
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    pictures = [
        (said, Markup(path.read_text(encoding="utf-8")))  # noqa: S704 - our own file
        for said, path in found.pictures.items()
    ]
    tables = [(name, list(frame.columns), _cells(frame)) for name, frame in found.tables.items()]
    return environment.get_template("analysis.html.j2").render(
        title=found.title, said=found.said, pictures=pictures, tables=tables,
        style=Markup(template_text("page.css")),  # noqa: S704 - our own file
    )  # fmt: skip


def _cells(frame: pd.DataFrame) -> list[list[str]]:
    return [
        [f"{v:,.4g}" if isinstance(v, float) else str(v) for v in row]
        for row in frame.itertuples(index=False)
    ]
