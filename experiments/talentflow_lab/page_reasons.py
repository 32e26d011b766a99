"""Make the figures that say why people wish to leave, and why they choose where to go."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from talentflow_lab import charts
from talentflow_lab import page_words as text
from talentflow_lab.page_draw import Figure, vega
from talentflow_lab.page_numbers import Numbers

_TERMS = 9
_COLUMNS = 5
_YEAR = pd.DateOffset(months=11)


def wish_terms(numbers: Numbers) -> pd.DataFrame:
    """Average each term of the wish over the year before and the year from the turning point.

    Columns: term, label, before, after (logit units), the strongest for leaving first; before is
    missing when the run has no turning point.
    """
    rows, since = numbers.results.wish, numbers.since
    after = rows[rows["date"].between(since, since + _YEAR)]
    year_before = rows["date"].between(since - pd.DateOffset(months=12), since, inclusive="left")
    return terms_of(rows[year_before], after)


def terms_of(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Average each term over the rows of two periods; columns as those of `wish_terms`."""
    pair = {"before": _mean_terms(before, ["term"]), "after": _mean_terms(after, ["term"])}
    terms = pd.DataFrame(pair).dropna(subset="after")
    strongest = terms.abs().max(axis=1).nlargest(_TERMS).index
    terms = terms.loc[strongest].sort_values("after", ascending=False).rename_axis("term")
    terms = terms.reset_index()
    return terms.assign(label=[text.capital(text.plain(str(t))) for t in terms["term"]])


def wish_figure(numbers: Numbers) -> Figure | None:
    """Draw the reasons for the wish before and after the turning point; None without reasons."""
    terms = wish_terms(numbers)
    if not len(terms):
        return None
    since = text.month(numbers.since)
    labels = ("the year before", f"the year from {since}")
    alt_text = "Reasons for the wish to leave: " + text.listing(
        [f"{row.label} {row.after:+.1f}" for row in terms.itertuples()]
    )
    return Figure(
        "wish",
        "What speaks for and against leaving",
        alt_text + ".",
        vega(charts.wish_reasons(terms, labels, alt_text)),
        "Mean contribution to the wish over those who could leave, against the present residence.",
        (
            ("Reason", labels[0], labels[1]),
            *((str(r.label), f"{r.before:+.2f}", f"{r.after:+.2f}") for r in terms.itertuples()),
        ),
    )


def choice_figure(numbers: Numbers, shares: pd.DataFrame) -> Figure | None:
    """Draw what speaks for each of the first destinations; None without reasons."""
    rows = numbers.results.choice
    first = [c for c in shares["destination"] if (rows["destination"] == c).any()][:_COLUMNS]
    rows = rows[rows["destination"].isin(first) & (rows["date"] >= numbers.since)]
    if not len(rows):
        return None
    names = {code: numbers.results.country_name(code) for code in first}
    kept = table_of(rows, "destination", first)
    alt_text = f"What speaks for and against {text.listing(list(names.values()))}, in logit units."
    return Figure(
        "choice",
        "What speaks for and against each destination",
        alt_text,
        vega(charts.destination_reasons(cells_of(kept, names), alt_text)),
        f"Logit units against the present residence, mean from {text.month(numbers.since)} on.",
        (
            ("Reason", *names.values()),
            *(
                (text.capital(text.plain(str(term))), *(f"{value:+.2f}" for value in row))
                for term, row in kept.iterrows()
            ),
        ),
    )


def table_of(rows: pd.DataFrame, column: str, values: list[str]) -> pd.DataFrame:
    """Average the strongest terms for each value of a column: terms by values, logit units.

    The order is that of the first value, the strongest for it first.
    """
    means = _mean_terms(rows, ["term", column]).unstack().reindex(columns=values).fillna(0.0)
    kept = means.loc[means.abs().max(axis=1).nlargest(_TERMS).index]
    return kept.loc[kept.iloc[:, 0].sort_values(ascending=False).index]


def cells_of(table: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return the cells of such a table as a coloured table takes them.

    Columns: name and code (of the column), label (of the term), value and step (0 to 6).
    """
    top = max(float(table.abs().to_numpy().max()), 1e-9)
    cells = [
        {
            "name": names[str(code)],
            "code": str(code),
            "label": text.capital(text.plain(str(term))),
            "value": float(value),
            "step": round(3 + 3 * float(value) / top),
        }
        for term, row in table.iterrows()
        for code, value in row.items()
    ]
    return pd.DataFrame(cells)


def _mean_terms(rows: pd.DataFrame, keys: list[str]) -> pd.Series[float]:
    return rows.groupby(keys)["contribution"].mean()
