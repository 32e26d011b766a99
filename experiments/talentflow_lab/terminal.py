"""What a person sees on the terminal while a scenario runs and when it has ended."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from talentflow_lab.cli_options import say
from talentflow_lab.replay import keep
from talentflow_lab.replicate import Failure
from talentflow_lab.replicate import Progress as Tell
from talentflow_lab.summary import Count, Spread, Summary

__all__ = [
    "PROGRESS",
    "WATCHED",
    "counting",
    "print_failures",
    "print_profile",
    "print_summary",
    "progress_bar",
]

WATCHED = "TALENTFLOW_PROGRESS"
"""Variable of the environment that asks for lines instead of a bar."""
PROGRESS = "progress"
"""How such a line begins."""

DESTINATIONS = 6
REASONS_FOR = 4
REASONS_AGAINST = 3


@contextmanager
def progress_bar(
    months: int, replications: int, runs: str = "replications", unit: str = "months"
) -> Iterator[Tell]:
    """Show a bar on stderr, if that is a terminal, and give the function that moves it.

    For a program that watches, which sets TALENTFLOW_PROGRESS, it is lines "progress DONE TOTAL".
    """
    if os.environ.get(WATCHED):

        def tell(done: int) -> None:
            sys.stderr.write(f"{PROGRESS} {done} {months * replications}\n")

        yield tell
        return
    console = Console(stderr=True)
    of = f"Simulating, {replications} {runs}" if replications > 1 else "Simulating"
    columns = (
        TextColumn(of),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(unit),
        TimeRemainingColumn(),
    )
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("", total=months * replications)
        yield lambda done: bar.update(task, completed=done)


@contextmanager
def counting(total: int, what: str) -> Iterator[Tell]:
    """Show a bar of things done on stderr, if that is a terminal; give the function that moves it.

    The function is told how many are done.
    """
    console = Console(stderr=True)
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    hidden = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as bar:
        task = bar.add_task("", total=total)
        yield lambda done: bar.update(task, completed=done)


def print_summary(summary: Summary, names: Mapping[str, str], title: str) -> None:
    """Print the summary as one short table on stdout; `names` are those of countries."""
    many = summary.replications > 1
    table = Table(title=escape(title), title_justify="left", title_style="bold", box=None)
    table.add_column(f"{summary.first_month} to {summary.last_month}", style="bold", no_wrap=True)
    for head, style in (("persons", ""), ("90 % interval" if many else "", "dim"), ("share", "")):
        table.add_column(head, style=style, justify="right", no_wrap=True)
    table.add_row("Professionals at home, at the start", *_persons(summary.at_start, many=many))
    _add(table, "Left so far, of those at the start", summary.left, many=many)
    for year, count in summary.left_by_year.items():
        _add(table, f"  in {year}", count, many=many)
    _add(table, "Returned, of those at the start", summary.returned, many=many)
    _add(table, "Living abroad, of all at the end", summary.abroad, many=many)
    for heading, counts in (
        (
            "Where to, of those who left",
            {names.get(c, c): n for c, n in _first(summary.destinations)},
        ),
        ("Stage, of those at home at the end", summary.stages),
        ("Held back by", dict(_first(summary.blocked))),
    ):
        if counts:
            table.add_row()
            table.add_row(heading)
        for name, count in counts.items():
            _add(table, f"  {_words(name)}", count, many=many)
    Console().print(table)
    _print_reasons(summary.reasons, many=many)


def print_failures(
    failures: Sequence[Failure], count: int, what: str = "replications", out: Path | None = None
) -> None:
    """Say on stderr which replications (or runs) failed and why; each kind of error once.

    Reproducers of violated invariants are written beside `out`, or into the working folder.
    """
    console = Console(stderr=True, highlight=False)
    kinds: dict[tuple[str, str], list[Failure]] = {}
    for failure in failures:
        kinds.setdefault((failure.type, failure.message), []).append(failure)
    for (kind, message), same in kinds.items():
        numbers = ", ".join(str(failure.replication) for failure in same[:5])
        more = ", ..." if len(same) > 5 else ""
        head = f"{len(same)} of {count} {what} failed ({numbers}{more})"
        console.print(f"[red]{head}:[/red] {escape(f'{kind}: {message}')}", soft_wrap=True)
        if not same[0].expected:
            console.print(escape(same[0].traceback), style="dim", soft_wrap=True)
    for path in keep(failures, out or Path("talentflow")):
        say(f"See it again: talentflow replay {path}")


def _print_reasons(reasons: Mapping[str, Spread], *, many: bool) -> None:
    """Print the terms that weigh most for leaving and against it."""
    ordered = list(reasons.items())
    chosen = [item for item in ordered if item[1].median > 0][:REASONS_FOR]
    chosen += [item for item in ordered if item[1].median < 0][-REASONS_AGAINST:]
    if not chosen:
        return
    table = Table(box=None)
    table.add_column("Main reasons to leave (+) or stay (-)", style="bold")
    table.add_column("logit units", justify="right")
    table.add_column("90 % interval" if many else "", justify="right", style="dim")
    for term, spread in chosen:
        interval = f"{spread.low:+.2f} to {spread.high:+.2f}" if many else ""
        table.add_row(f"  {_words(term)}", f"{spread.median:+.2f}", interval)
    console = Console()
    console.print()
    console.print(table)


def _first(counts: Mapping[str, Count]) -> list[tuple[str, Count]]:
    return list(counts.items())[:DESTINATIONS]


def _add(table: Table, name: str, count: Count, *, many: bool) -> None:
    persons = _persons(count.persons, many=many)
    table.add_row(escape(name), *persons, f"{100 * count.share.median:.1f} %")


def _persons(spread: Spread, *, many: bool) -> tuple[str, str]:
    interval = f"{spread.low:,.0f} to {spread.high:,.0f}" if many else ""
    return f"{spread.median:,.0f}", interval


def _words(name: str) -> str:
    return name.replace("_", " ")


def print_profile(spent: Mapping[str, float], months: int) -> None:
    """Print where the time went, on stderr: seconds by phase, in `months` months in all."""
    table = Table(title="Where the time went", title_justify="left", title_style="bold", box=None)
    table.add_column("phase", style="bold", no_wrap=True)
    for head in ("seconds", "ms a month", "share"):
        table.add_column(head, justify="right", no_wrap=True)
    whole = sum(spent.values())
    for name, seconds in sorted(spent.items(), key=lambda one: -one[1]):
        monthly = "" if name == "building" else f"{1000.0 * seconds / months:.2f}"
        table.add_row(name, f"{seconds:.2f}", monthly, f"{seconds / whole:.0%}")
    table.add_row("all", f"{whole:.2f}", "", "", end_section=True)
    Console(stderr=True).print(table)
