"""Structural cases V7 to V10: what the model must show without being fitted to it.

One file a case. Adding a case is adding a file and its name here.
"""

from talentflow_lab.cases import intentions, stay_curves, tax, visa_wall
from talentflow_lab.cases.case import Case

__all__ = ["CASES"]

CASES: dict[str, Case] = {
    one.CASE.name: one.CASE for one in (stay_curves, tax, intentions, visa_wall)
}
"""Every case by name, in the order of the table."""
