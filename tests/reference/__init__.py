"""The slow twin: the rules of `docs/odd.md` once more, one Mesa agent for each professional.

It shares no code with the engine but the keyed draws and the attributes of newcomers, so that two
readings of the same page can be compared person by person. Read `person.py` first.
"""

from tests.reference.twin import TwinModel

__all__ = ["TwinModel"]
