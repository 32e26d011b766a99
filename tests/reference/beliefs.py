"""Beliefs: what people think places are worth, as far as they know (section 5b of the ODD page)."""

from collections.abc import Callable, Sequence
from typing import Any

from tests.reference.conditions import Conditions
from tests.reference.geography import Geography


class Beliefs:
    """How well people of a citizenship who live somewhere know other countries, in one month."""

    def __init__(
        self,
        rule: Callable[[str], Any],
        geography: Geography,
        conditions: Conditions,
        diaspora: list[list[float]],
        means: dict[tuple[int, str], float],
    ) -> None:
        self.rule = rule
        self.geography = geography
        self.conditions = conditions
        self.diaspora = diaspora
        self.means = means
        """What is believed where nothing is known, by origin and subject, from month 0 on."""

    def of(
        self, o: int, r: int, subject: str, values: Sequence[float], *, of_jobs: bool
    ) -> list[float]:
        """Say what people of citizenship o in place r believe that places are worth, by p."""
        if not self.rule("perception.belief").enabled:
            return list(values)
        mean = self.means[o, subject]
        here = self.geography.country_of[r]
        believed = []
        for p, value in enumerate(values):
            there = self.geography.country_of[p]
            known = 1.0 if here == there else self._known(o, here, there, of_jobs=of_jobs)
            believed.append(known * value + (1 - known) * mean)
        return believed

    def begin(self, subject: str, values: Sequence[float]) -> None:
        """Note what is believed of places of which nothing is known, in the first month."""
        for o in range(len(self.geography.home)):
            self.means[o, subject] = self._mean(o, values)

    def _mean(self, o: int, values: Sequence[float]) -> float:
        """Average over the countries that are open, without one's own, places by their jobs."""
        share = self.geography.job_share
        enforced = self.rule("gates.border").enforced
        abroad = [
            sum(share[p] * values[p] for p in hubs)
            for c, hubs in enumerate(self.geography.places_of)
            if c != self.geography.home[o] and (self.conditions.entry[o][c] > 0 or not enforced)
        ]
        return sum(abroad) / len(abroad) if abroad else 0.0

    def _known(self, o: int, here: int, there: int, *, of_jobs: bool) -> float:
        """Weight of the truth about country `there` for who lives in country `here`."""
        contacts = self.rule("people.ties").degree * self.diaspora[o][there]
        contacts /= max(sum(self.diaspora[o]), 1.0)
        told = self.rule("perception.media").precision * self.conditions.media[here]
        told += self.rule("perception.contacts").precision * contacts
        if of_jobs:
            known = self.conditions.indicators
            reach = known["internet_freedom"][here] / 100 * (1 - self.conditions.shutdown[here])
            rule = self.rule("perception.recruiters")
            told += rule.precision * reach * known["vacancy_rate"][there] / rule.reference
        return float(told / (1 + told))
