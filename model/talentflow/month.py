"""The month: its phases, in order.

| phase | what happens |
| --- | --- |
| calendar | indicators, rules and shocks in force |
| firms | firms decide to relocate or move on, and hire abroad; staff who stay look for another |
| values | what every place is worth to every class of people |
| voice | dissent taken up and given up; repression answers |
| intention | everyone's wish; plans made and dropped |
| preparation | money and jobs; planners start on their papers |
| permits | papers decided, within capacity |
| moves | exit permission, border, arrival; hubs reconsidered; ties follow |
| students | studies abroad end; levers help who arrived; others begin to study |
| work | remote work for employers abroad taken up and ended |
| demography | savings, promotion, leaving the occupation |
| foundings | new firms at home and by the diaspora |
| labour | vacancies, newcomers, wages |
| families | families move along or stay, follow and grow |

Inside a phase everyone sees the world as the phase found it. Nothing else decides the order.
"""

from collections.abc import Callable, MutableMapping
from time import perf_counter

from talentflow.moment import Moment
from talentflow.phases.calendar import calendar
from talentflow.phases.demography import demography
from talentflow.phases.families import families
from talentflow.phases.firms import firms
from talentflow.phases.foundings import foundings
from talentflow.phases.intention import intention
from talentflow.phases.labour import labour
from talentflow.phases.moves import moves
from talentflow.phases.permits import permits
from talentflow.phases.preparation import preparation
from talentflow.phases.students import students
from talentflow.phases.values import values
from talentflow.phases.voice import voice
from talentflow.phases.work import work
from talentflow.world import World

__all__ = ["MONTH", "Phase", "live_month"]

type Phase = Callable[[World, Moment], None]

MONTH: tuple[Phase, ...] = (
    calendar,
    firms,
    values,
    voice,
    intention,
    preparation,
    permits,
    moves,
    students,
    work,
    demography,
    foundings,
    labour,
    families,
)


def live_month(world: World, month: int, spent: MutableMapping[str, float]) -> Moment:
    """Run all phases of one month; the result says what happened.

    `spent` adds up the seconds that each phase takes, by its name.
    """
    now = Moment(month)
    for phase in MONTH:
        began = perf_counter()
        phase(world, now)
        name = phase.__name__
        spent[name] = spent.get(name, 0.0) + perf_counter() - began
    return now
