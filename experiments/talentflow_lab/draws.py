"""Draws of a posterior as replications use them: settings of the model, and values of links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from talentflow_lab.posterior import Posterior, PosteriorError
from talentflow_lab.targets import Target

__all__ = ["Draw", "fitted_after", "take"]


@dataclass(frozen=True)
class Draw:
    """One draw: settings "path=value" of the model, and values of link parameters by path."""

    settings: tuple[str, ...]
    links: Mapping[str, float]


def take(posterior: Posterior, count: int) -> tuple[Draw, ...]:
    """Return the first draws, which are in random order; raise PosteriorError for too few."""
    if count > len(posterior.draws):
        raise PosteriorError(
            f"{posterior.path} has {len(posterior.draws):,} draws, which is fewer than "
            f"--replications {count:,}"
        )
    rows = posterior.draws.iloc[:count].to_dict("records")
    return tuple(
        Draw(
            tuple(f"{name}={float(row[name])!r}" for name in posterior.model),
            {name: float(row[name]) for name in posterior.links},
        )
        for row in rows
    )


def fitted_after(posterior: Posterior, targets: list[Target], split: date) -> list[str]:
    """Return the targets of after the split that the posterior was fitted to, by name."""
    fitted = set(map(str, posterior.record.get("targets", ())))
    return [one.id for one in targets if one.period_end > split and one.id in fitted]
