"""The file of a new scenario: its values, what to replace first, each assumption as a comment."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from textwrap import wrap

import tomli_w

from talentflow.tables import TABLES
from talentflow_lab.case_build import Case
from talentflow_lab.world_tables import ASSUMED, Row

__all__ = ["REPLACE_FIRST", "assumptions", "most_certain", "toml_text"]

SIMULATED = 100_000
"""Simulated people that a run should not exceed by much when it starts."""
WIDTH = 100
MOST_NAMED = 4
"""Origins that a title names one by one."""

REPLACE_FIRST = (
    ("the number of professionals", "indicators.csv, ict_employment of the origin"),
    ("calm exit and return", "origins.csv, decision.anchors.*"),
    ("pay, taxes and prices at home", "indicators.csv, pay_gross_usd_year, net_share, price_level"),
    ("who already lives where", "pairs.csv, ict_diaspora of the origin"),
    ("how hard it is to enter", "entry_rules.csv, ease and job_required"),
    ("what happened", "events.csv: crises (channel push), and the steps that they explain"),
    (
        "what is observed",
        "targets.csv: no input; shown beside the model, and calibrate fits to it",
    ),
)
"""Figures of the origin, in the order in which a user should look them up."""
SENSITIVE = (
    ("decision.intention.nest", "how much the choice of a place counts in leaving"),
    ("terms.repression.weight", "fear of the state; nothing in a country without repression"),
    ("shocks.crisis.gain", "how many leave in a crisis, if events.csv has one; and its half_life"),
    ("decision.anchors.calm_exit", "leavers in a calm year; origins.csv has it for each origin"),
    ("gates.visa_queue.mean_months", "months that a permit takes"),
    ("gates.savings.base_cost", "the cost of moving, which bars those who earn little"),
    ("decision.preparation.rate", "how soon those who plan are ready"),
    ("terms.distance.weight", "how far is too far"),
    (
        "terms.diaspora.weight",
        "pull of those who left before; first for the share of a destination",
    ),
    (
        "terms.real_wage.price_exponent",
        "whether pay counts in dollars or in what it buys; the same",
    ),
    ("terms.quality.weight", "life at the destination; the same"),
)
"""Parameters by their mean absolute elementary effect on leavers, then on a destination's share.

From all 500 runs of experiments/leaving-morris.toml (ten trajectories of belarus-2020).
"""


def toml_text(case: Case, folder: str) -> str:
    """Return the scenario file; its tables lie in `folder` beside it."""
    names = _listed([case.world.economies[code].name for code in case.origins])
    if len(case.origins) > MOST_NAMED:
        names = f"{len(case.origins)} countries"
    total = sum(figure.value for figure in case.professionals.values())
    head = {
        "title": f"ICT professionals of {names}",
        "description": f"Made by `talentflow scenario new {case.name}`, from public figures and "
        "assumptions. Each figure has its source and certainty in the tables; what no table holds "
        "is an assumption, listed below. Nothing is fitted to what happened.",
        "start": f"{case.start:%Y-%m}",
        "months": case.months,
        "seed": 1,
        "replications": 8,
        "scale": max(1, -(-int(total) // SIMULATED)),
        "origin": list(case.origins),
    }
    data = {"data": {name: f"{folder}/{name}.csv" for name in TABLES}}
    parts = (tomli_w.dumps(head), tomli_w.dumps(data), *_advice(), _assumed(case))
    return "\n".join(parts)


def assumptions(case: Case) -> list[str]:
    """Return one sentence for each assumption, those about the origins first.

    Rows that are assumed for the same reason, such as the rules of many destinations, are one.
    """
    groups: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for table, rows in case.tables.items():
        for row in rows:
            if row["source"].startswith(ASSUMED):
                groups[_key(table, row)].append(row)
    ours = [item for item in groups.items() if _is_ours(case, item[0], item[1])]
    others = [item for item in groups.items() if item not in ours]
    return [_sentence(key, rows) for key, rows in (*ours, *others)]


def most_certain(case: Case) -> dict[str, int]:
    """Return the number of figures by certainty, assumptions apart."""
    counts = dict.fromkeys(("high", "medium", "low", "assumed"), 0)
    for rows in case.tables.values():
        for row in rows:
            is_assumed = row["source"].startswith(ASSUMED)
            counts["assumed" if is_assumed else row["certainty"]] += 1
    return counts


def _advice() -> Iterator[str]:
    yield _listing("What to replace first, figures of the origin:", _numbered(REPLACE_FIRST))
    yield _listing(
        "Then try these values, those first that moved the number of leavers most when "
        "belarus-2020 was screened (experiments/leaving-morris.toml), with --set or in the file:",
        _numbered(SENSITIVE),
    )


def _assumed(case: Case) -> str:
    found, counts = assumptions(case), most_certain(case)
    told = ", ".join(f"{count:,} {word}" for word, count in counts.items())
    head = f"Rows of the tables by certainty: {told}. What is assumed, and why:"
    return _listing(head, [f"assumed: {text}" for text in found])


def _listing(head: str, items: Sequence[str]) -> str:
    return "".join(map(_comment, (head, *items)))


def _numbered(items: Sequence[tuple[str, str]]) -> list[str]:
    return [f"{number}. {what}: {told}" for number, (what, told) in enumerate(items, start=1)]


def _comment(text: str) -> str:
    plain = "".join(c if c.isprintable() else " " for c in text)
    return "\n".join(wrap(plain, WIDTH, initial_indent="# ", subsequent_indent="#     ")) + "\n"


def _key(table: str, row: Row) -> tuple[str, str, str]:
    """Return table, what the figure is, and why; the shares of a diaspora are one assumption."""
    if table == "pairs":
        return table, f"{row['origin']} {row['indicator']}", row["source"].partition("; ")[0]
    what = {
        "indicators": row.get("indicator", ""),
        "entry_rules": f"{row.get('citizenship', '')} {row.get('field', '')}",
        "structure": f"{row['iso3']} {row.get('attribute', '')}" if "iso3" in row else "",
        "origins": f"{row.get('iso3', '')} {row.get('parameter', '')}",
    }.get(table, "pay_pool")
    return table, what, row["source"].split("; coordinates")[0]


def _is_ours(case: Case, key: tuple[str, str, str], rows: list[Row]) -> bool:
    """Whether an assumption is about an origin, and not about destinations alone."""
    table, _, _ = key
    return table not in {"indicators", "countries"} or any(
        row["iso3"] in case.origins for row in rows
    )


def _sentence(key: tuple[str, str, str], rows: list[Row]) -> str:
    table, what, source = key
    why = source.removeprefix(ASSUMED)
    values = list(dict.fromkeys(row.get("value") or row.get("share") or "" for row in rows))
    value = f" = {values[0]}" if len(values) == 1 and values[0] else ""
    where = _listed(list(dict.fromkeys(_country(table, row) for row in rows)))
    about = f" ({where})" if where else ""
    return f"{table}: {what}{value}{about}: {why}"


def _country(table: str, row: Row) -> str:
    if table in {"pairs", "entry_rules"}:
        return row["destination"]
    return row["iso3"] if table in {"indicators", "countries"} else ""


def _listed(words: Sequence[str]) -> str:
    """Return words as a list in a sentence.

    >>> _listed(["Serbia", "India", "Ukraine"])
    'Serbia, India and Ukraine'
    """
    words = [word for word in words if word]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
