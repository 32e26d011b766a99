"""What a question is, and where the questions are found: one file each in `questions/`."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import numpy as np

from talentflow_lab import questions
from talentflow_lab.survey_people import Bools, People, Texts

__all__ = ["NO_ANSWER", "Question", "index_of", "known_questions"]

NO_ANSWER = "no answer"
"""What the table of answers holds where somebody who was asked kept quiet."""


@dataclass(frozen=True)
class Question:
    """A question: to whom it goes, and what people would truly say.

    `asked` (n,) says to whom it applies. `answer` (n,) may be "" for those who have nothing to say;
    they count as not asked.
    """

    wording: str
    asked: Callable[[People], Bools]
    answer: Callable[[People], Texts]
    harmless: str = ""
    """What those say who would rather not tell; "" where nothing is at stake."""

    def truth(self, people: People) -> Texts:
        """Return what each would truly say (n,), "" for those to whom it does not apply."""
        found: Texts = np.where(self.asked(people), self.answer(people), "")
        return found


@cache
def known_questions() -> Mapping[str, Question]:
    """Return all questions by the names of their files, in alphabetical order."""
    names = sorted(module.name for module in iter_modules(questions.__path__))
    return {name: import_module(f"{questions.__name__}.{name}").QUESTION for name in names}


def index_of(name: str) -> int:
    """Return the number under which a question's draws are made, from 1 to 2^24 − 1.

    It hangs on the name alone, so that one question more changes no answer to the others.
    """
    return zlib.crc32(name.encode()) % ((1 << 24) - 1) + 1
