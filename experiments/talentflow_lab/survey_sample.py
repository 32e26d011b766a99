"""Who answers: the sample, and the response model.

Everybody has one keyed place in the order of invitations and one keyed readiness to answer in a
month, whatever the survey. So the same person answers, or not, in two policies, and what one
survey asks changes nothing in another.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from talentflow.chance import Purpose
from talentflow_lab.survey_groups import GROUPS, TRAITS
from talentflow_lab.survey_people import Bools, Floats, People, Texts
from talentflow_lab.survey_schema import QuestionnaireFile

__all__ = ["in_groups", "proportional", "respondents", "response_chances", "who_is"]

type Rows = npt.NDArray[np.int64]


def who_is(people: People, residences: list[str]) -> Bools:
    """Say who is at home, in the diaspora or studies abroad (n,)."""
    found: Bools = np.isin(GROUPS["residence"].of(people).astype(str), residences)
    return found


def in_groups(people: People, names: list[str]) -> pd.DataFrame:
    """Return the groups of everybody, one column each."""
    return pd.DataFrame({name: GROUPS[name].of(people) for name in names}, dtype=object)


def response_chances(people: People, says: QuestionnaireFile) -> Floats:
    """Chance of each to answer when asked (n,): `rate` times the factors of their traits, to 1."""
    chance = np.full(len(people), says.response.rate)
    for trait, factors in says.response.factors.items():
        values: Texts = TRAITS[trait].of(people)
        chance *= np.array([factors.get(value, 1.0) for value in values.tolist()])
    capped: Floats = np.minimum(chance, 1.0)
    return capped


def respondents(people: People, says: QuestionnaireFile) -> Rows:
    """Return who answers, in the order of `people`.

    * `all`: everybody in the frame is asked
    * `random`: `size` are drawn and asked, by strata in proportion to the frame
    * `quota`: people are asked in random order until each stratum has its share of `size` answers
    * `open`: whoever reads it may answer; it is closed at `size` answers, whoever they are from
    """
    order, ready = people.uniforms(Purpose.SURVEY)
    frame = np.flatnonzero(who_is(people, list(says.frame)))
    line = frame[np.lexsort((people.respondent[frame].astype(str), order[frame]))]
    willing = ready < response_chances(people, says)
    method, size = says.sampling.method, says.sampling.size
    if method == "all" or size is None:
        return np.sort(line[willing[line]])
    candidates = line if method == "random" else line[willing[line]]
    strata = [] if method == "open" else list(says.sampling.strata)
    chosen = _by_strata(people, frame, candidates, strata, size)
    return np.sort(chosen[willing[chosen]])


def _by_strata(people: People, frame: Rows, line: Rows, strata: list[str], size: int) -> Rows:
    """Take the first of a line from each stratum, in proportion to the frame."""
    if not strata:
        return line[:size]
    cells = in_groups(people, strata).agg("|".join, axis=1).to_numpy()
    names, counts = np.unique(cells[frame].astype(str), return_counts=True)
    wanted = proportional(dict(zip(names.tolist(), counts.tolist(), strict=True)), size)
    return np.concatenate([line[cells[line] == name][: wanted[name]] for name in wanted])


def proportional(counts: Mapping[str, int], size: int) -> dict[str, int]:
    """Share a size out in proportion to counts: whole numbers, largest remainders first.

    >>> proportional({"a": 60, "b": 30, "c": 10}, 7)
    {'a': 4, 'b': 2, 'c': 1}
    """
    total = sum(counts.values())
    exact = {name: size * count / total for name, count in counts.items()}
    whole = {name: int(share) for name, share in exact.items()}
    by_remainder = sorted(exact, key=lambda name: (whole[name] - exact[name], name))
    for name in by_remainder[: size - sum(whole.values())]:
        whole[name] += 1
    return whole
