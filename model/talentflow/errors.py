"""The errors that talentflow raises on purpose.

```
TalentflowError
├── ScenarioErrors   every problem found in a scenario and its data tables
├── RuleError        a rule module that breaks the pattern of `talentflow.rules`
└── InvariantError   what must hold in every month does not: a fault of talentflow itself
```

Catch `TalentflowError` to catch them all. Their text is meant to be shown to a
person as it is, without a traceback.
"""

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["InvariantError", "Problem", "RuleError", "ScenarioErrors", "TalentflowError"]


class TalentflowError(Exception):
    """Something that the user can put right; the text says how."""


class RuleError(TalentflowError):
    """A rule module that is not one frozen dataclass of parameters."""


class InvariantError(TalentflowError):
    """Something that must hold at the end of every month does not; no result is given.

    `invariant` says what, `when` is the month ("2020-08"), `who` says who or what breaks it.
    `reproducer` is the text of a file that `talentflow replay` runs.
    """

    def __init__(self, invariant: str, when: str, who: str, reproducer: str) -> None:
        self.invariant, self.when, self.who = invariant, when, who
        self.reproducer = reproducer
        super().__init__(invariant, when, who, reproducer)

    def __str__(self) -> str:
        return (
            f'the invariant "{self.invariant}" does not hold at the end of {self.when}: {self.who}'
        )


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong at one place of one file.

    `file` is a file as the user named it, or "--set" for a value given on the
    command line. `line` counts from 1 (for "--set" it is the number of the
    setting). `path` is the dotted path of a value, the column of a table, or
    "(file)". `expected` and `suggestion` may be empty. As text it is one line
    that any terminal can show.
    """

    file: str
    line: int
    path: str
    message: str
    expected: str = ""
    suggestion: str = ""

    def __str__(self) -> str:
        text = f"{self.file}:{self.line}  {self.path}: {self.message}"
        if self.expected:
            text += f"; expected {self.expected}"
        if self.suggestion:
            text += f'; did you mean "{self.suggestion}"?'
        return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


class ScenarioErrors(TalentflowError):  # noqa: N818 - it holds several
    """All problems of a scenario at once, in the order of files and lines.

    >>> print(ScenarioErrors([Problem("a.toml", 3, "months", "0 is out of range")]))
    a.toml:3  months: 0 is out of range
    """

    problems: tuple[Problem, ...]

    def __init__(self, problems: Sequence[Problem]) -> None:
        files = {problem.file: None for problem in problems}
        order = {file: number for number, file in enumerate(files)}
        once = dict.fromkeys(problems)
        self.problems = tuple(sorted(once, key=lambda one: (order[one.file], one.line)))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))
