"""The people of a run as a survey meets them: who they are, and what they would truly say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from talentflow.chance import Purpose
from talentflow.interview import Interview
from talentflow.kernels.tables import NEVER
from talentflow.rules.people.students import YEARS
from talentflow.vocabulary import AGE_BANDS, FIRM_STAGES, GRADES, STAGES
from talentflow_lab.page_words import TERMS

__all__ = ["RECENT", "Bools", "Floats", "People", "Texts", "everybody", "pick"]

type Texts = npt.NDArray[np.object_]
type Bools = npt.NDArray[np.bool_]
type Floats = npt.NDArray[np.float64]

RECENT = 12
"""Months, the present one included, within which who left has left recently."""

UNSPOKEN = ("moving", "variety", "residual", "market_size")
"""Parts of a wish or a choice that nobody would name: they close the model's accounts."""


def pick(names: Sequence[str], codes: npt.ArrayLike) -> Texts:
    """Return the name of each code."""
    found: Texts = np.array(names, dtype=object)[np.asarray(codes, np.int64)]
    return found


@dataclass(frozen=True)
class People:
    """Everybody (n) at the end of a month; arrays stand in one order and are not to be changed."""

    known: Interview

    def __len__(self) -> int:
        return self.known.rows.size

    @cached_property
    def respondent(self) -> Texts:
        """Identity of each, the same in every run of a seed: 16 hexadecimal digits."""
        keys = self.known.people.key[self.known.rows].tolist()
        return np.array([f"{key:016x}" for key in keys], dtype=object)

    def column(self, name: str) -> npt.NDArray[np.generic]:
        """Return a column of professionals (`docs/odd.md` says what it holds)."""
        found: npt.NDArray[np.generic] = getattr(self.known.people, name)[self.known.rows]
        return found

    def codes(self, name: str) -> npt.NDArray[np.int64]:
        """Return a column of professionals as whole numbers."""
        return self.column(name).astype(np.int64)

    def uniforms(self, purpose: Purpose, index: int = 0) -> Floats:
        """Two keyed uniforms of each in this month (2, n)."""
        return self.known.uniforms(purpose, index)

    @cached_property
    def country(self) -> Texts:
        """Code of the country of residence."""
        return pick(self.known.view.countries, self.known.country)

    @cached_property
    def citizenship(self) -> Texts:
        """Code of the home country."""
        return pick(self.known.view.countries, self.known.home)

    @cached_property
    def abroad(self) -> Bools:
        """Whether each lives outside the home country."""
        found: Bools = self.known.country != self.known.home
        return found

    @cached_property
    def studying(self) -> Bools:
        """Whether each studies in another country."""
        return self.known.studying

    @cached_property
    def months_away(self) -> npt.NDArray[np.int64]:
        """Months since each left home, −1 for those who live there."""
        since = self.codes("abroad_since")
        away = self.abroad & (since > NEVER)
        return np.where(away, self.known.month - since, -1)

    @cached_property
    def grade(self) -> Texts:
        """Grade in words."""
        return pick(GRADES, self.codes("grade"))

    @cached_property
    def age(self) -> Texts:
        """Age band."""
        years = (self.known.month - self.codes("birth")) / 12.0
        return pick(AGE_BANDS, np.searchsorted([25.0, 35.0, 45.0], years, side="right"))

    @cached_property
    def sex(self) -> Texts:
        """Sex in words."""
        return pick(("women", "men"), self.codes("sex"))

    @cached_property
    def stage(self) -> Texts:
        """Stage of a plan in words; the wish of those without one is that of today."""
        planned = self.codes("stage")
        return pick(STAGES, np.where(planned >= 2, planned, self.wishes.astype(np.int64)))

    @cached_property
    def wishes(self) -> Bools:
        """Whether each would say that they wish to live elsewhere.

        That is the wish with answer noise above zero, or a plan; as the model counts who considers
        leaving.
        """
        answers: Bools = self.known.wish + self.column("answer").astype(np.float64) > 0.0
        return answers | (self.codes("stage") >= 2)

    @cached_property
    def goal(self) -> Texts:
        """Country planned for, or where one would plan to go now; "" for none."""
        plan = self.codes("plan")
        place = np.where(plan >= 0, plan, self.known.chosen)
        country = self.known.world.blueprint.country_of_place[place]
        return np.where(place >= 0, pick(self.known.view.countries, country), "")

    @cached_property
    def returns(self) -> Floats:
        """Chance to plan a return within five years, as things stand; nan for those at home.

        Students say what follows their study in the model: some stay in the host.
        """
        rate = 12.0 * YEARS * self.known.plans * self.known.homewards
        chance = np.where(self.studying, 1.0 - self._staying, -np.expm1(-rate))
        return np.where(self.abroad, chance, np.nan)

    @cached_property
    def _staying(self) -> Floats:
        """Chance of those who study to stay when the study ends."""
        plan = self.known.world.blueprint
        shares = [
            plan.rule("people.students", o).staying(
                plan.countries, plan.rule("decision.anchors", o).calm_exit
            )
            for o in range(len(plan.home))
        ]
        found: Floats = np.array(shares)[self.codes("citizenship"), self.known.country]
        return found

    @cached_property
    def employer_stage(self) -> Texts:
        """How far the employer from home has gone abroad, "" for those without one."""
        firm = self.codes("employer")
        stages = self.known.world.firm_state.stage
        return np.where(firm >= 0, pick(FIRM_STAGES, stages[np.maximum(firm, 0)]), "")

    @property
    def dissents(self) -> Bools:
        """Whether each dissents."""
        found: Bools = self.codes("dissent") > 0
        return found

    @cached_property
    def fear(self) -> Floats:
        """How repressive the country of residence is: 1 − freedom from physical violence."""
        found: Floats = 1.0 - self.known.view.indicators["vdem_physical_violence"]
        return found[self.known.country]

    def strongest(self, parts: Floats) -> Texts:
        """Return the term of each row of parts that speaks most for leaving or for a choice.

        "" where nothing does, or nothing is known; what closes the model's accounts is no reason.
        """
        names = list(self.known.terms[: parts.shape[1]])
        spoken = np.array([name not in UNSPOKEN for name in names])
        weight = np.where(spoken & ~np.isnan(parts), parts, -np.inf)
        return np.where(weight.max(1) > 0.0, pick(names, weight.argmax(1)), "")

    @staticmethod
    def told(name: str) -> str:
        """Return a term in words."""
        return TERMS.get(name, name.replace("_", " "))


def everybody(people: People) -> Bools:
    """Return that a question goes to all (n,)."""
    return np.ones(len(people), np.bool_)
