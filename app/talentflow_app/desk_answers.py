"""Answers for the desk: at once from one in ten, then from everybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import solara
import solara.lab

from talentflow.errors import TalentflowError
from talentflow_app import shared
from talentflow_app.desk_state import Desk
from talentflow_lab import kept_verdict
from talentflow_lab.live import Outdated
from talentflow_lab.question import Ground
from talentflow_lab.verdict import Question, Verdict

__all__ = ["COARSE", "Answer", "ground_of", "prepare", "question_of", "tell_answers", "use_answer"]

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


def prepare(desk: Desk) -> None:
    """Let the workers live the baseline of a state, unless its first answer is kept."""
    question = question_of(desk, max(desk.scale, COARSE))
    if not kept_verdict.known(question, desk.replications):
        shared.live().warm(question, desk.replications)


def tell_answers(
    desk: Desk,
    seats: tuple[int, ...],
    tell: Callable[[Answer], None],
    *,
    keep: bool,
    here: Callable[[], bool] = lambda: True,
) -> None:
    """Tell one answer after the other; nothing more once a newer state asks, or nobody is `here`.

    With `keep` the first answer is kept for the next time, and may be one that was kept.
    """
    scales = [COARSE, desk.scale] if desk.scale < COARSE else [desk.scale]
    pairs = desk.replications
    try:
        for scale, seat in zip(scales, seats, strict=False):
            if not here():
                return
            question, last = question_of(desk, scale), scale == desk.scale
            kept = kept_verdict.read(question, pairs) if keep and scale >= COARSE else None
            verdict = kept or shared.live().ask(question, pairs, seat)
            tell(Answer(desk, question, verdict, scale, waiting=not last))
            if kept is not None:
                shared.live().warm(question, pairs)
            elif keep and scale >= COARSE:
                kept_verdict.write(question, pairs, verdict)
    except Outdated:
        return
    except TalentflowError as mistake:
        tell(Answer(desk, problem=str(mistake)))


def use_answer(desk: Desk) -> Answer:
    """Ask for a state whenever it changes; the answer before stays until there is a new one."""
    answer = solara.use_reactive(Answer(waiting=True))
    newest = solara.use_ref(desk)
    newest.current = desk
    first = solara.use_ref(desk)
    lent = solara.use_memo(lambda: shared.seats(2), [])
    seats = solara.use_memo(lent.__enter__, [])
    here = solara.use_ref(True)  # noqa: FBT003 - a reference to it

    def give_back() -> None:
        here.current = False
        lent.__exit__(None, None, None)

    solara.use_effect(lambda: give_back, [])

    def tell(found: Answer) -> None:
        if newest.current == found.desk:
            answer.set(found)

    def work() -> None:
        if desk.options:
            answer.set(replace(answer.peek(), waiting=True, problem=""))
            tell_answers(desk, seats, tell, keep=desk == first.current, here=lambda: here.current)
        else:
            answer.set(Answer(desk))

    solara.lab.use_task(work, dependencies=[desk], raise_error=True)
    return answer.value
