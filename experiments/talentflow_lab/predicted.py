"""What runs say of targets: samples through measurement links, hits, and scores.

A sample is a replication seen through one draw of the link's parameters, with the error of the link
and that of the observation. The parameters are those of the posterior's draw with which the
replication ran, and the prior's where it has none; a parameter that several targets share has the
same draw in all.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zlib import crc32

import numpy as np
import numpy.typing as npt
import pandas as pd

from talentflow_lab import links, scores
from talentflow_lab.links import Count
from talentflow_lab.priors import of_links
from talentflow_lab.targets import Target, counts_of

__all__ = ["COLUMNS", "Samples", "period", "samples_of", "score_table", "target_rows"]

type Floats = npt.NDArray[np.float64]

COLUMNS = (
    "target", "what", "since", "until", "period", "unit", "observed", "low", "high", "simulated",
    "interval_low", "interval_high", "verdict", "persistence", "gravity", "elastic_net", "fitted",
    "source", "note",
)  # fmt: skip
SAMPLES = 2000
NOTHING = "not compared"


@dataclass(frozen=True)
class Samples:
    """Samples of what would be observed (n,), and without errors (n,)."""

    seen: Floats
    plain: Floats


def samples_of(
    target: Target, counts: pd.DataFrame, draws: Sequence[Mapping[str, float]], seed: int
) -> Samples:
    """Return samples of a target from the counts of replications.

    `counts` has a row for each replication and the columns "target|count"; `draws` gives the link
    parameters that a replication's draw sets, none without a posterior.
    """
    each = max(SAMPLES // len(counts), 1)
    asked = counts_of(target)
    given = {
        name: np.repeat(counts[f"{target.id}|{name}"].to_numpy(dtype=np.float64), each)
        if isinstance(count, Count) else np.full(len(counts) * each, float(count))
        for name, count in asked.items()
    }  # fmt: skip
    values = _parameters(target.link, counts.index.to_numpy(), draws, each, seed)
    link = links.link_of(target.link, values)
    plain = np.asarray(link.value(given), dtype=np.float64)
    error = values[f"{links.PREFIX}.{target.link}.error"]
    noise = _rng(seed, target.id).standard_normal(plain.size)
    return Samples(plain + noise * np.hypot(error * plain, target.sd), plain)


def _parameters(
    link: str, replications: npt.NDArray[np.int64], draws: Sequence[Mapping[str, float]],
    each: int, seed: int,
) -> dict[str, Floats]:  # fmt: skip
    found: dict[str, Floats] = {}
    for prior in of_links([link]):
        normal = _rng(seed, prior.name).standard_normal(replications.size * each)
        values = prior.values(normal)
        if draws:
            own = [draws[int(n) % len(draws)].get(prior.name, math.nan) for n in replications]
            known = np.repeat(np.array(own), each)
            values = np.where(np.isnan(known), values, known)
        found[prior.name] = values
    return found


def _rng(seed: int, name: str) -> np.random.Generator:
    return np.random.default_rng([seed, crc32(name.encode())])


def target_rows(
    targets: Sequence[Target], samples: Mapping[str, Samples],
    baselines: Mapping[str, Mapping[str, Floats]], split: date,
) -> pd.DataFrame:  # fmt: skip
    """Return a row for each target, with the columns `COLUMNS`.

    A target is hit if the 90 % interval of the samples holds it.
    """
    found = []
    for one in targets:
        seen = samples.get(one.id)
        low, high = scores.interval(seen.seen, 0.9) if seen else (math.nan, math.nan)
        middle = float(np.median(seen.seen)) if seen else math.nan
        verdict = ("hit" if low <= one.value <= high else "miss") if seen else NOTHING
        others = [
            float(np.median(by[one.id])) if one.id in by else math.nan for by in baselines.values()
        ]
        found.append(
            (
                one.id, one.title, one.period_start.isoformat(), one.period_end.isoformat(),
                period(one, split), one.unit, one.value, *one.interval, middle, low, high, verdict,
                *others, "yes" if one.fitted else "no", one.source, one.note,
            )
        )  # fmt: skip
    return pd.DataFrame(found, columns=list(COLUMNS))


def period(target: Target, split: date) -> str:
    """Say whether a target lies before the split ("fit") or after it ("test")."""
    return "fit" if target.period_end <= split else "test"


def score_table(
    targets: Sequence[Target], samples: Mapping[str, Samples],
    baselines: Mapping[str, Mapping[str, Floats]], split: date,
) -> pd.DataFrame:  # fmt: skip
    """Score the model before and after the split, and against each baseline on what that predicts.

    Columns: who, on, targets (number of figures), error (median of |relative error|), coverage_50,
    coverage_90, crps (mean of CRPS over |observed|), groups (sets of destinations), distance (total
    variation), rank, difference (averaged relative difference).
    """
    compared = [one for one in targets if one.id in samples]
    seen = {name: one.seen for name, one in samples.items()}
    plain = {name: one.plain for name, one in samples.items()}
    rows = []
    for when in ("fit", "test"):
        own = [one for one in compared if period(one, split) == when]
        rows.append(("model", when, *_how_many(own, seen), *_where(own, plain)))
    for name, by in baselines.items():
        own = [one for one in compared if one.id in by and period(one, split) == "test"]
        on = "test, its own"
        rows.append((name, on, *_how_many(own, by), *_where(own, by)))
        rows.append(("  model", "  the same", *_how_many(own, seen), *_where(own, plain)))
    columns = [
        "who", "on", "targets", "error", "coverage_50", "coverage_90", "crps", "groups",
        "distance", "rank", "difference",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _how_many(targets: Sequence[Target], by: Mapping[str, Floats]) -> tuple[float, ...]:
    kept = [one for one in targets if one.value]
    if not kept:
        return (0, *[math.nan] * 4)
    error = [abs(scores.relative_error(float(np.median(by[k.id])), k.value)) for k in kept]
    spread = [by[k.id].size > 1 for k in kept]
    covered = [
        float(np.mean([scores.covers(by[k.id], k.value, inside) for k in kept]))
        if all(spread) else math.nan
        for inside in (0.5, 0.9)
    ]  # fmt: skip
    crps = [scores.crps(by[k.id], k.value) / abs(k.value) for k in kept]
    return len(kept), float(np.median(error)), *covered, float(np.mean(crps))


def _where(targets: Sequence[Target], by: Mapping[str, Floats]) -> tuple[float, ...]:
    """Score sets of destinations: figures of one kind and one day, two or more."""
    sets: dict[tuple[str, date], list[Target]] = {}
    for one in targets:
        if one.destination:
            sets.setdefault((one.link, one.period_end), []).append(one)
    told = []
    for members in sets.values():
        if len(members) < 2:
            continue
        observed = np.array([one.value for one in members])
        simulated = np.array([float(np.median(by[one.id])) for one in members])
        rank = scores.rank_correlation(simulated, observed)
        if all(one.unit.startswith("%") for one in members):
            observed, simulated = (
                np.append(each, max(100.0 - each.sum(), 0.0)) for each in (observed, simulated)
            )
        told.append(
            (
                scores.total_variation(simulated, observed), rank,
                scores.averaged_relative_difference(simulated, observed),
            )
        )  # fmt: skip
    if not told:
        return (0, *[math.nan] * 3)
    table = np.array(told)
    known = ~np.isnan(table)
    means = [
        float(table[known[:, n], n].mean()) if known[:, n].any() else math.nan for n in range(3)
    ]
    return len(told), *means
