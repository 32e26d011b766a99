"""Students abroad: the rows of those who begin, and of those who study when a run starts.

An identity belongs to a home place, from which the student comes and to which one may go back.
"""

import numpy as np

from talentflow.blueprint import Ints
from talentflow.chance import Kind, Purpose, identity, uniform_pairs
from talentflow.households import found_families
from talentflow.kernels.choice import choose_hosts
from talentflow.kernels.tables import STUDENT, Outlook
from talentflow.population import Keys, Traits, join, whole_persons
from talentflow.rules.people.students import Students
from talentflow.view import Floats
from talentflow.world import World

__all__ = ["AT_START", "begin_students", "enrol", "home_place", "starting"]

AT_START = 1 << 31
"""First k of the identities of those who study when a run starts."""

JUNIOR = 0


def home_place(keys: Keys) -> Ints:
    """Home places of students (n,), which their identities tell."""
    return ((keys >> np.uint64(48)) & np.uint64(0xFFF)).astype(np.int64)


def starting(world: World) -> Floats:
    """Real people who begin to study abroad in a year, by home place (P,)."""
    plan = world.blueprint
    found = np.zeros(len(plan.places))
    for o in range(len(plan.home)):
        rule: Students = plan.rule("people.students", o)
        places = plan.home_places(o)
        graduates: float = plan.rule("feedback.hiring", o).graduates
        found[places] = rule.starting(graduates) * plan.job_share[places]
    return found


def enrol(world: World, look: Outlook, origin: int, keys: Keys, began: Ints) -> Traits:
    """Make students of an origin, one a key, who began in months `began` (n,) and live abroad.

    Those whom no country lets in are left out.
    """
    rule: Students = world.blueprint.rule("people.students", origin)
    place = home_place(keys)
    kind = np.full(len(keys), int(Kind.GRADUATE))
    traits = world.maker.rows(keys, origin, place, kind, look.month, world.firm_state.hiring)
    born = uniform_pairs(world.blueprint.key, Purpose.BORN, 0, keys)[1]
    traits["birth"] = began - rule.months_old(born)
    traits["arrival"] = traits["abroad_since"] = began
    for name, value in (("family", 0), ("savings", 0), ("employer", -1), ("employment", STUDENT)):
        traits[name] = np.full(len(keys), value)
    traits["place"] = _hosts(world, look, traits)
    let_in = traits["place"] >= 0
    return {name: values[let_in] for name, values in traits.items()}


def _hosts(world: World, look: Outlook, traits: Traits) -> Ints:
    """Choose places abroad (n,) as a junior of the same English and exposure would, −1 for none."""
    names = ("citizenship", "place", "grade", "english", "exposure")
    shape = (len(world.blueprint.home), *world.cells.shape)
    cell = np.ravel_multi_index(tuple(traits[name] for name in names), shape)
    chosen = np.empty(len(cell), np.int64)
    study = world.blueprint.dials.study[look.month][world.blueprint.country_of_place]
    choose_hosts(traits["key"], cell, world.cells, look, world.scratch(), study, chosen)
    return chosen


def begin_students(world: World, look: Outlook) -> None:
    """Add those who study when the run starts, as many as calm cohorts would leave studying."""
    plan, first = world.blueprint, world.people.used
    parts = [_studying(world, look, origin) for origin in range(len(plan.home))]
    world.add(join(parts))
    families = plan.case.rule("people.families")
    if families.enabled:
        found_families(plan, families, world.people, np.arange(first, world.people.used), 0)
    world.take_census(0)


def _studying(world: World, look: Outlook, origin: int) -> Traits:
    plan = world.blueprint
    rule: Students = plan.rule("people.students", origin)
    places = plan.home_places(origin)
    count = whole_persons(starting(world)[places] / 12.0 * rule.months, plan.scale)
    keys = np.concatenate(
        [
            identity(Kind.STUDENT, p, 0, AT_START + np.arange(n))
            for p, n in zip(places.tolist(), count.tolist(), strict=True)
        ]
    )
    length = rule.length(uniform_pairs(plan.key, Purpose.STUDY, 0, keys)[0])
    passed = uniform_pairs(plan.key, Purpose.STUDY_AT_START, 0, keys)[0]
    return enrol(world, look, origin, keys, -1 - np.floor(passed * length).astype(np.int64))
