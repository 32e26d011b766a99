"""Work: people lost to the home economy, and working time lost without anybody leaving."""

from __future__ import annotations

import pandas as pd

from talentflow_lab import page_words as text
from talentflow_lab.page_draw import at_date, line_figure, over_time
from talentflow_lab.page_numbers import Estimate
from talentflow_lab.page_parts import Page, Section

__all__ = ["work"]

_COUNTRIES = 10
_TIME = "full_time_equivalents"


def work(page: Page) -> Section | None:
    """Show whose work goes where, if anybody works for an employer abroad from home."""
    numbers, table = page.numbers, page.results.work
    table = table[table["home"].isin(page.results.origin)]
    remote = table[table["employment"] == "remote"]
    if remote.empty:
        return None
    elsewhere = ~table["employer_country"].isin(page.results.origin)
    away = table[(table["employment"] == "local") & elsewhere]
    end = numbers.months[-1]
    people, time = at_date(away, "persons", end, numbers), at_date(remote, _TIME, end, numbers)
    name = page.results.home_name
    figures = [
        line_figure(
            numbers,
            "work-people",
            f"People lost: citizens of {name} who live and work abroad",
            over_time(away, "persons", numbers),
        ),
        line_figure(
            numbers,
            "work-time",
            "Working time lost: full-time jobs done for employers abroad",
            over_time(remote, _TIME, numbers),
        ),
    ]
    context = {
        "home": name,
        "end": text.month(end),
        "people": _said(people),
        "time": _said(time),
        "students": _students(page, end),
        "figures": figures,
        "rows": _countries(page, away, remote, end),
    }
    return Section("work", "People lost, working time lost", "work.html.j2", context)


def _students(page: Page, end: pd.Timestamp) -> dict[str, str]:
    """Say how many citizens study abroad at the end, and what became of those who finished."""
    table = page.results.students
    table = table[table["citizenship"].isin(page.results.origin)]
    stayed, returned = table["stayed"].sum(), table["returned"].sum()
    if not stayed + returned:
        return {}
    share = f"{100.0 * stayed / (stayed + returned):.0f}{text.NARROW}%"
    return {"abroad": _said(at_date(table, "studying", end, page.numbers)), "stayed": share}


def _said(value: Estimate) -> str:
    return f"{text.persons(value.mean)} ({text.interval(value, 'persons')})"


def _countries(
    page: Page, away: pd.DataFrame, remote: pd.DataFrame, end: pd.Timestamp
) -> list[dict[str, str]]:
    """List the employers' countries that matter most at the end, in people and in time."""
    at_end = pd.concat([away[away["date"] == end], remote[remote["date"] == end]])
    largest = at_end.groupby("employer_country")[_TIME].sum().nlargest(_COUNTRIES).index
    most = remote[remote["date"] == end].groupby("employer_country")[_TIME].sum().nlargest(3).index
    rows = []
    for code in list(dict.fromkeys([*largest, *most])):
        there, work = (rows[rows["employer_country"] == code] for rows in (away, remote))
        people = at_date(there, "persons", end, page.numbers)
        time = at_date(work, _TIME, end, page.numbers)
        rows.append(
            {
                "country": page.results.country_name(code),
                "people": text.persons(people.mean),
                "people_range": text.bounds(people, "persons"),
                "time": text.persons(time.mean),
                "time_range": text.bounds(time, "persons"),
            }
        )
    return rows
