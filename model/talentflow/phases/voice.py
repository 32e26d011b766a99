"""Voice: people take digital dissent up or give it up, and repression answers.

Writes `dissent`, and `exposure` of those struck; sets `now.struck`. A person's cell follows the
exposure, so that being struck acts in the same month's intention.
"""

import numpy as np

from talentflow.kernels.rooms import BLOCK
from talentflow.kernels.voice import SILENT, Climate, speak_up
from talentflow.moment import Moment
from talentflow.rules.voice.crackdown import Crackdown
from talentflow.rules.voice.dissent import Dissent
from talentflow.rules.voice.exit_drains import ExitDrains
from talentflow.view import Floats
from talentflow.world import World

__all__ = ["voice"]


def voice(world: World, now: Moment) -> None:
    """Let people speak up, and strike some of those who did before."""
    people = world.people
    if not world.blueprint.case.rule("voice.dissent").enabled:
        return
    climate = _climate(world, now)
    before = people.dissent[: people.used].copy()
    struck = np.zeros(people.used, np.int8)
    world.threads.over(
        people.used,
        lambda lo, hi: speak_up(
            people,
            world.tie_columns,
            climate,
            before,
            lo,
            hi,
            np.empty(BLOCK),
            np.empty(BLOCK),
            np.empty(BLOCK + 1, np.uint32),
            struck,
        ),
    )
    now.struck = np.flatnonzero(struck.view(np.bool_))
    now.struck_in = world.blueprint.country_of_place[people.place[now.struck]]


def _climate(world: World, now: Moment) -> Climate:
    plan = world.blueprint
    dissent: Dissent = plan.case.rule("voice.dissent")
    crackdown: Crackdown = plan.case.rule("voice.crackdown")
    drains: ExitDrains = plan.case.rule("voice.exit_drains")
    pulse = plan.shock[now.month][plan.home]
    freedom = plan.indicators["vdem_physical_violence"][now.month][plan.home]
    clicks = dissent.clicks(pulse, freedom, plan.exposure)
    by_where = np.stack([clicks, drains.rate_abroad * clicks], axis=1)
    strikes = crackdown.chances(pulse, freedom, _share_at_home(world))
    return Climate(
        key=np.uint64(plan.key),
        month=now.month,
        country=plan.country_of_place,
        home=plan.home,
        clicks=by_where,
        most=float(by_where.max()) * (1.0 + dissent.spread),
        spread=dissent.spread,
        skills=dissent.skills(),
        give_up=dissent.give_up,
        strikes=strikes,
        silences=crackdown.silences,
    )


def _share_at_home(world: World) -> Floats:
    """Share of each origin's residents at home who dissent (O,), as the month found them."""
    home = world.blueprint.home
    at_home = world.census.voices[np.arange(len(home)), home]
    voices = at_home.sum(1) - at_home[:, SILENT]
    share: Floats = voices / np.maximum(at_home.sum(1), 1)
    return share
