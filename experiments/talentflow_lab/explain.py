"""Explain a scenario: who was where in the decision, why, and what would have been otherwise.

```python
case = load("belarus-2020").replace(scale=50)
found = explain(case, at="2021-12")
found.effects      # what each factor did: Shapley values with intervals
found.reasons      # what the wish consists of: the accounting
```

Two ways to say why stand side by side. *Accounting* takes the wish of those who live in the run
apart, term by term, exactly; it says what weighs, not what would have happened. *Causal* runs the
same people with the same luck without each factor, and each set of factors; it says what would have
happened, and shares what factors did together out among them (see `talentflow_lab.shapley`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from talentflow.errors import TalentflowError
from talentflow.months import date_of, month_index, parse_month
from talentflow.scenario import Scenario
from talentflow_lab import accounting, causal
from talentflow_lab.coalitions import Acting, Game, acting
from talentflow_lab.factors import chosen
from talentflow_lab.keeping import Keeping, alternatives
from talentflow_lab.kept_people import kept_people
from talentflow_lab.piecework import Bar, do_pieces
from talentflow_lab.run import Request, run_scenario
from talentflow_lab.shapley import MOST
from talentflow_lab.store import read_run
from talentflow_lab.study_store import code_digest

__all__ = ["AT", "CACHE", "ExplainError", "Explained", "How", "explain", "months_of", "plain_rows"]

AT = "2021-12"
"""Month that is asked about, where nobody says and the scenario reaches it."""
CALM = 12
"""Months after which factors are held, where nobody says: those of the first year."""
CACHE = Path("results") / ".explained"


@dataclass(frozen=True)
class How:
    """How runs are made; what is run is kept in `cache`, named by all that can change its numbers.

    `workers` 0 takes as many as there are cores for; `bar` makes progress bars.
    """

    cache: Path = CACHE
    workers: int = 0
    bar: Bar | None = None


HOW = How()


class ExplainError(TalentflowError):
    """Something that cannot be explained; the text says what to do."""


@dataclass(frozen=True)
class Explained:
    """What was found; intervals (low, high) are 90 % of the replications.

    Percent and real people as in `talentflow_lab.cohort.outcomes`, contributions in logit units.
    The cohort are those who live at home when `since` begins.
    """

    case: Scenario
    """The scenario, to the month that is asked about."""
    since: pd.Timestamp
    """First month in which factors are held."""
    at: pd.Timestamp
    """Month at whose end outcomes are measured."""
    replications: int
    factors: pd.DataFrame
    """factor, title, doc, start (the first month in which it can change anything; a gap if never by
    `at`), terms (of the accounting, with commas)."""
    stages: pd.DataFrame
    """date, group, group_value, stage, mean, low, high: percent of those at home."""
    reasons: pd.DataFrame
    """group, group_value, term, before, mean, change, low, high: of the wish (accounting)."""
    choices: pd.DataFrame
    """group, group_value, destination, term, mean, low, high: of the choice (accounting)."""
    totals: pd.DataFrame
    """outcome, group, group_value, none, all, effect, low, high (causal)."""
    effects: pd.DataFrame
    """outcome, group, group_value, factor, value, low, high, alone, without (causal)."""
    kept: pd.DataFrame
    """alternative, title, kind, group, group_value, persons, left, kept, pushed, share, low, high:
    paired people; `share` is (kept - pushed) in percent of those who left."""

    def frames(self) -> dict[str, pd.DataFrame]:
        """Return the tables by name."""
        names = ("factors", "stages", "reasons", "choices", "totals", "effects", "kept")
        return {name: getattr(self, name) for name in names}

    def to_dict(self) -> dict[str, object]:
        """Return everything as plain values, for JSON; None where there is no number."""
        told: dict[str, object] = {
            "title": self.case.title,
            "fingerprint": self.case.fingerprint,
            "seed": self.case.seed,
            "scale": self.case.scale,
            "replications": self.replications,
            "since": f"{self.since:%Y-%m}",
            "at": f"{self.at:%Y-%m}",
        }
        return told | {name: plain_rows(frame) for name, frame in self.frames().items()}


def explain(
    case: Scenario,
    *,
    at: str | None = None,
    since: str | None = None,
    replications: int = 4,
    factors: Sequence[str] = (),
    tables: Path | None = None,
    how: How = HOW,
) -> Explained:
    """Explain a scenario at the end of a month.

    `at` and `since` are months such as 2021-12; factors act as they did before `since`, by default
    the second year's first month. `factors` names those of `talentflow_lab.factors` to tell apart.
    `tables` is a results folder of the scenario for stages and reasons; without one it is run.

    Raises ExplainError for months outside the run, no factor that can change anything or more than
    `MOST`, FolderError, PieceError if a run fails, and KeyboardInterrupt.
    """
    last, first = months_of(case, at, since)
    case = case.replace(months=last + 1, replications=replications)
    players = _players(case, tuple(factors), first)
    names = tuple(one.name for one in players)
    home = how.cache / _digest(case, first)
    start, end = (pd.Timestamp(date_of(case.start, month)) for month in (first, last))
    folder = tables or _run(case, home, how)
    game = Game(case, names, first)
    pieces = do_pieces(
        game, range(game.pieces * replications), game.months, home / f"game-{_short(names)}",
        workers=how.workers, what="coalitions", bar=how.bar,
    )  # fmt: skip
    keeping = Keeping(case, tuple(alternatives(case, tuple(factors), first)), first)
    pairs = do_pieces(
        keeping, range(len(keeping.names) * replications), keeping.months,
        home / f"pairs-{_short(keeping.names)}", workers=how.workers, what="pairs", bar=how.bar,
    )  # fmt: skip
    values, outcomes = causal.cube(pieces, replications)
    return Explained(
        case=case,
        since=start,
        at=end,
        replications=replications,
        factors=_factor_table(case, tuple(factors), players),
        stages=accounting.stage_shares(folder, case.origin, end),
        reasons=accounting.wish_reasons(folder, start, end),
        choices=accounting.destination_reasons(folder, start, end),
        totals=causal.totals(values, outcomes),
        effects=causal.effects(values, outcomes, names),
        kept=kept_people(pd.concat(pairs, ignore_index=True)),
    )


def plain_rows(frame: pd.DataFrame) -> list[dict[str, object]]:
    """Turn a table into plain values: dates as months, None where there is nothing."""
    plain = frame.copy()
    for column in plain.columns[plain.dtypes.astype(str).str.startswith("datetime")]:
        plain[column] = plain[column].dt.strftime("%Y-%m")
    plain = plain.astype(object)
    records = plain.where(plain.notna(), None).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in records]


def months_of(case: Scenario, at: str | None, since: str | None) -> tuple[int, int]:
    """Return the month asked about and the first in which factors are held.

    Raises ExplainError for months outside the run.
    """
    final = f"{date_of(case.start, case.months - 1):%Y-%m}"
    last = _month(case, "--at", at or min(AT, final))
    first = min(CALM, last) if since is None else _month(case, "--since", since)
    if not 1 <= first <= last < case.months:
        raise ExplainError(
            f"a month to explain lies after the one from which factors are held, and both within "
            f"the run, {case.start:%Y-%m} to {final}, but for its first month; asked for are "
            f"--since {date_of(case.start, first):%Y-%m} and --at {date_of(case.start, last):%Y-%m}"
        )
    return last, first


def _month(case: Scenario, option: str, text: str) -> int:
    try:
        return month_index(parse_month(text), case.start)
    except ValueError:
        raise ExplainError(f"{option} {text!r} is not a month such as 2021-12") from None


def _players(case: Scenario, names: tuple[str, ...], since: int) -> list[Acting]:
    players = acting(case, names, since)
    if not players:
        raise ExplainError("no factor can change anything in these months; ask for a later --at")
    if len(players) > MOST:
        raise ExplainError(
            f"{len(players)} factors act ({', '.join(one.name for one in players)}), and at most "
            f"{MOST} can be told apart; name fewer with --factors"
        )
    return players


def _factor_table(
    case: Scenario, names: tuple[str, ...], players: Sequence[Acting]
) -> pd.DataFrame:
    start = {one.name: pd.Timestamp(date_of(case.start, one.start)) for one in players}
    rows = [
        (name, one.title, one.doc, start.get(name, pd.NaT), ", ".join(one.terms))
        for name, one in chosen(names).items()
    ]
    return pd.DataFrame(rows, columns=["factor", "title", "doc", "start", "terms"])


def _run(case: Scenario, home: Path, how: How) -> Path:
    """Run the scenario for its tables, unless it has been run."""
    folder = home / f"run-{case.replications}"
    if folder.exists():
        read_run(folder)
        return folder
    request = Request(case, folder, how.workers, command=["talentflow", "explain"])
    if how.bar is None:
        return run_scenario(request).folder
    with how.bar(case.months, case.replications, "replications") as tell:
        return run_scenario(request, tell).folder


def _digest(case: Scenario, since: int) -> str:
    """Name what is run by all that can change its numbers, but for how often it is."""
    digest = hashlib.sha256(code_digest().encode())
    here = Path(__file__).parent
    own = ("cohort", "coalitions", "factor", "keeping")
    for path in [*(here / f"{name}.py" for name in own), *sorted((here / "factors").glob("*.py"))]:
        digest.update(path.read_bytes())
    known: Mapping[str, object] = {
        "case": case.replace(replications=1).fingerprint,
        "since": since,
    }
    digest.update(json.dumps(known).encode())
    return digest.hexdigest()[:24]


def _short(names: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:8]
