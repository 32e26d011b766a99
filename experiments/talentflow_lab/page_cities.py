"""Cities: how many people come to each place of a host country that has several."""

from __future__ import annotations

from talentflow_lab import page_words as text
from talentflow_lab.page_numbers import estimate
from talentflow_lab.page_parts import Page, Section

__all__ = ["cities"]


def cities(page: Page) -> Section | None:
    """Show arrivals from abroad at the places of hosts that have more than one."""
    results = page.results
    places = results.places[results.places.duplicated("iso3", keep=False)]
    places = places[~places["iso3"].isin(results.origin)]
    if places.empty:
        return None
    since, end = page.numbers.since, page.numbers.months[-1]
    flows = results.flows
    arrived = flows[(flows["date"] >= since) & (flows["kind"] != "internal")]
    sums = arrived.groupby(["destination_place", "replication"], observed=True)["persons"].sum()
    rows = []
    for place, name, country in places[["place", "name", "iso3"]].itertuples(index=False):
        known = place in sums.index.get_level_values(0)
        counts = sums.loc[place] if known else sums.iloc[:0].droplevel(0)
        found = estimate(counts.reindex(results.replications, fill_value=0.0))
        rows.append(
            {
                "city": name,
                "country": results.country_name(country),
                "people": text.persons(found.mean),
                "range": text.interval(found, "persons"),
            }
        )
    context = {"rows": rows, "since": text.month(since), "end": text.month(end)}
    return Section("cities", "Which cities", "cities.html.j2", context)
