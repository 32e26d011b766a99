"""One person's life, told from the history: what happened, and why."""

from typing import TYPE_CHECKING, Any

import numpy as np

from talentflow.history import EVENTS
from talentflow.kernels.tables import AT_PLACES, PERSONAL
from talentflow.months import date_of
from talentflow.phases.values import cell_terms
from talentflow.professionals import Person, Professionals
from talentflow.students import home_place
from talentflow.view import EDUCATIONS, GRADES
from talentflow.vocabulary import SECTORS

if TYPE_CHECKING:
    from talentflow.simulation import Simulation

__all__ = ["life", "story"]

ENGLISH = ("low", "middle", "high")
FAMILY = ("single", "with a partner", "with children")
_DEPARTURE = EVENTS.index("moved")


def story(people: Professionals, simulation: "Simulation") -> dict[str, Any]:
    """Who left home in the month when most did: the one with the smallest identity.

    Empty where nobody left. Events carry dates; reasons are those of the month of planning, in
    logit units, largest first.
    """
    row = _someone(simulation)
    return {} if row is None else life(people[row])


def life(person: Person) -> dict[str, Any]:
    """Return who somebody is, what happened, and why: of a simulation that keeps histories."""
    simulation = person.simulation
    plan = simulation.world.blueprint
    start = simulation.case.start
    events = [
        {
            "date": f"{date_of(start, entry.month):%Y-%m-%d}",
            "event": entry.event,
            "from": plan.places[entry.origin],
            "to": plan.places[entry.destination] if entry.destination >= 0 else None,
            "detail": entry.detail,
        }
        for entry in person.history
    ]
    wish, choice = _reasons(simulation, person)
    return {
        "person": _portrait(simulation, person),
        "events": events,
        "wish_reasons": wish,
        "destination_reasons": choice,
    }


def _someone(simulation: "Simulation") -> int | None:
    departures = [part[part[:, 2] == _DEPARTURE][:, 1] for part in simulation.history.events]
    if not departures or not max(map(len, departures)):
        return None
    rows = max(departures, key=len)
    return int(rows[np.argmin(simulation.world.people.key[rows])])


def _portrait(simulation: "Simulation", person: Person) -> dict[str, Any]:
    world = simulation.world
    history = person.history
    promotions = sum(entry.event == "promoted" for entry in history)
    grade = int(person.grade) - promotions
    studied = bool(history) and history[0].event == "began to study"
    first_place = history[0].origin if history else int(person.place)
    origin = int(home_place(world.people.key[[person.row]])[0]) if studied else first_place
    firm = world.former_employer(person.row)
    first = next((entry.month for entry in history if entry.event == "moved"), 0)
    return {
        "age": int((first - person.birth) // 12),
        "sex": ("woman", "man")[int(person.sex)],
        "grade": GRADES[grade],
        "employer": world.firms.name[firm] if firm >= 0 else None,
        "sector": SECTORS[int(world.firms.sector[firm])] if firm >= 0 else None,
        "city": world.blueprint.places[origin],
        "english": ENGLISH[int(person.english)],
        "family": FAMILY[int(person.family)],
        "education": EDUCATIONS[int(person.education)],
    }


def _reasons(
    simulation: "Simulation", person: Person
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    terms = list(cell_terms(simulation.world))
    planned = [entry.month for entry in person.history if entry.event == "planned"]
    moved = [entry.month for entry in person.history if entry.event == "moved"]
    before = [month for month in planned if not moved or month <= moved[0]]
    found = simulation.history.choice_of(person.row, before[-1]) if before else None
    if found is None:
        return [], []
    wish, choice = found
    return _ranked([*terms, *PERSONAL], wish), _ranked([*terms, *PERSONAL[:AT_PLACES]], choice)


def _ranked(
    terms: list[str], parts: np.ndarray[tuple[int], np.dtype[np.float32]]
) -> list[dict[str, Any]]:
    order = np.argsort(-np.abs(parts), kind="stable")
    return [{"term": terms[n], "contribution": float(parts[n])} for n in order if parts[n]]
