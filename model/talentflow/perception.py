"""What people believe of places this month, and what of the values of terms it leaves."""

from dataclasses import dataclass

import numpy as np

from talentflow.blueprint import Blueprint, Ints
from talentflow.rules.perception.belief import BELIEVED, OF_JOBS, Belief
from talentflow.rules.perception.contacts import Contacts
from talentflow.rules.perception.media import Media
from talentflow.rules.perception.recruiters import Recruiters
from talentflow.view import Floats, WorldView

__all__ = ["Perception", "perceive"]


@dataclass(frozen=True)
class Perception:
    """Weights of the truth in what people believe, by citizenship, residence and place."""

    plan: Blueprint
    rule: Belief
    known: Floats
    """(O, P, P) of what media and contacts tell about."""
    known_of_jobs: Floats
    """(O, P, P) of what recruiters tell about too."""
    means: dict[str, Floats]
    """Means of terms over hosts at the start, over the cell axes but one place."""
    gap: Floats
    """(O, P) what residents at home believe less the truth, summed over terms, logit units."""

    def believed(self, name: str, value: Floats) -> Floats:
        """Say what people believe a term is worth, over the cell axes; `value` is the truth."""
        if name not in BELIEVED:
            return value
        known = self.known_of_jobs if name in OF_JOBS else self.known
        origins = len(known)
        true = np.broadcast_to(value, (origins, *value.shape[1:]))
        if name not in self.means:
            mean = np.einsum("orgexp,op->orgex", true, self.plan.host_mean)
            self.means[name] = mean[..., None]
        error = self.rule.error(true, self.means[name], known[:, :, None, None, None, :])
        seen = error[np.arange(origins), self.plan.first_home]
        self.gap[...] -= seen.mean(axis=(1, 2, 3))
        believed: Floats = true - error
        return believed


def perceive(plan: Blueprint, view: WorldView, means: dict[str, Floats]) -> Perception | None:
    """Say how well people know other countries this month; nothing under perfect information.

    `means` keeps what people believe of a country of which they know nothing, from the first
    month on.
    """
    rule: Belief = plan.case.rule("perception.belief")
    if not rule.enabled:
        return None
    media: Media = plan.case.rule("perception.media")
    contacts: Contacts = plan.case.rule("perception.contacts")
    recruiters: Recruiters = plan.case.rule("perception.recruiters")
    told = media.told(plan.media_reach[view.month])[:, None]
    told = told + contacts.told(view.diaspora, plan.case.rule("people.ties").degree)[:, None, :]
    live = view.indicators["internet_freedom"] / 100.0 * (1.0 - plan.shutdown[view.month])
    of_jobs = told + recruiters.told(live, view.indicators["vacancy_rate"])
    return Perception(
        plan=plan,
        rule=rule,
        known=_weights(rule, told, plan.country_of_place),
        known_of_jobs=_weights(rule, of_jobs, plan.country_of_place),
        means=means,
        gap=np.zeros(plan.host_mean.shape),
    )


def _weights(rule: Belief, precision: Floats, country: Ints) -> Floats:
    """Weights of the truth (O, P, P) by precision (O, C, C); 1 in the country of residence."""
    known = rule.weight(precision)
    here = np.arange(known.shape[1])
    known[:, here, here] = 1.0
    return known[:, country[:, None], country]
