"""Answers for the desk: at once from one in ten, then from everybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import solara
import solara.lab

from talentflow.errors import TalentflowError
from talentflow_app import shared
from talentflow_app.desk_state import Desk
from talentflow_lab.live import Outdated
from talentflow_lab.question import Ground
from talentflow_lab.verdict import Question, Verdict

__all__ = ["COARSE", "Answer", "ground_of", "question_of", "use_answer"]

COARSE = 10.0
"""Scale of the first answer."""


@dataclass(frozen=True)
class Answer:
    """What the desk knows: of which state, from which scale, and what is wrong with it."""

    desk: Desk | None = None
    question: Question | None = None
    verdict: Verdict | None = None
    scale: float = 0.0
    problem: str = ""
    waiting: bool = False


def ground_of(desk: Desk, scale: float | None = None) -> Ground:
    """Return the baseline of a state; raise TalentflowError for what is wrong."""
    return shared.ground(
        desk.scenario, desk.settings, desk.start, desk.months, desk.seed, scale or desk.scale
    )


def question_of(desk: Desk, scale: float | None = None) -> Question:
    """Return what a state asks; raise TalentflowError for what is wrong."""
    budget = f"{desk.budget:.0f}EUR" if desk.budget else None
    territories = (desk.look,) if desk.look else ()
    return ground_of(desk, scale).question(desk.options, None, territories, budget)


def _ask(desk: Desk, seats: tuple[int, ...], tell: Callable[[Answer], None]) -> None:
    """Tell one answer after the other; nothing more once a newer state asks."""
    scales = [COARSE, desk.scale] if desk.scale < COARSE else [desk.scale]
    try:
        for scale, seat in zip(scales, seats, strict=False):
            question = question_of(desk, scale)
            verdict = shared.live().ask(question, desk.replications, seat)
            last = scale == desk.scale
            tell(Answer(desk, question, verdict, scale, waiting=not last))
    except Outdated:
        return
    except TalentflowError as mistake:
        tell(Answer(desk, problem=str(mistake)))


def use_answer(desk: Desk) -> Answer:
    """Ask for a state whenever it changes; the answer before stays until there is a new one."""
    answer = solara.use_reactive(Answer(waiting=True))
    newest = solara.use_ref(desk)
    newest.current = desk
    lent = solara.use_memo(lambda: shared.seats(2), [])
    seats = solara.use_memo(lent.__enter__, [])

    def give_back() -> None:
        lent.__exit__(None, None, None)

    solara.use_effect(lambda: give_back, [])

    def tell(found: Answer) -> None:
        if newest.current == found.desk:
            answer.set(found)

    def work() -> None:
        if desk.options:
            answer.set(replace(answer.peek(), waiting=True, problem=""))
            _ask(desk, seats, tell)
        else:
            answer.set(Answer(desk))

    solara.lab.use_task(work, dependencies=[desk], raise_error=True)
    return answer.value
