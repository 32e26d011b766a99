"""Aid: what levers give to whom, and what it costs.

A person's column `aided` has a bit for each lever whose help the person has had and still lives
with: bit n for lever n of the scenario, cleared when the lever's territory is left.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from talentflow.blueprint import Blueprint
from talentflow.chance import Purpose, uniform_pairs
from talentflow.dials import mixed
from talentflow.kernels.tables import Columns
from talentflow.lotteries import lottery, whole
from talentflow.routes import number
from talentflow.view import Floats

__all__ = ["Aid"]

type Ints = npt.NDArray[np.int64]
type Mask = npt.NDArray[np.bool_]


class Aid:
    """The books of all levers of a run; money in EUR, people simulated.

    L levers, O origins, P places, G grades.
    """

    def __init__(self, plan: Blueprint) -> None:
        self.plan = plan
        count = len(plan.levers)
        self.received: Ints = np.zeros(count, np.int64)
        """Recipients so far."""
        self.fixed: Floats = np.zeros(count)
        """EUR so far whatever the recipients."""
        self.by_person: Floats = np.zeros(count)
        """EUR so far of `unit_cost`, leakage included."""
        self.given: Floats = np.zeros(count)
        """EUR so far of grants, relief, subsidies and forgone taxes, leakage included."""
        self.asked: Floats = np.zeros(count)
        self.seats: Floats = np.zeros(count)
        """Who asked so far, and the seats there were for them, simulated."""
        self.carry: Floats = np.zeros(count)
        self.kept: Floats = np.zeros((1, plan.pay_ratio.shape[1], 1))
        self.keys = [number(f"{one.slug}:{one.holder}") for one in plan.levers]

    @property
    def spent(self) -> Floats:
        """EUR so far (L,)."""
        total: Floats = self.fixed + self.by_person + self.given
        return total

    def served(self, n: int) -> float:
        """Share of those who asked so far that there were seats for; people count on it.

        Where seats are limited nobody counts on them before somebody has asked.
        """
        if not np.isfinite(self.plan.levers[n].capacity):
            return 1.0
        return min(float(self.seats[n] / self.asked[n]), 1.0) if self.asked[n] > 0.0 else 0.0

    def in_force(self, month: int) -> list[int]:
        """Levers in force that use anything."""
        return [
            n
            for n, one in enumerate(self.plan.levers)
            if one.start <= month < one.end and one.take_up > 0.0
        ]

    # ------------------------------------------------------------------------ what it is worth

    def value(self, month: int, stock: Ints) -> Floats:
        """Say what coming to a place is worth more, on average (O, P, G, P), logit units.

        Axes are citizenship, residence, grade and destination; `stock` (O, P, G) counts people.
        """
        plan = self.plan
        places, grades = len(plan.places), plan.pay_ratio.shape[1]
        total = np.zeros((len(plan.home), places, grades, places))
        for n in self.in_force(month):
            worth = plan.dials.worth[n, month]
            if worth.any():
                value = mixed(self.users(n, month, stock) * self.served(n), worth)
                total[:, self._outside(n)] += value[:, None]
        return total

    def users(self, n: int, month: int, stock: Ints) -> float:
        """Share of those who are eligible that would use lever n, if they were served."""
        lever, plan = self.plan.levers[n], self.plan
        share = lever.take_up
        if hasattr(lever.act, "share"):
            grip, outside = plan.grips[n], np.flatnonzero(self._outside(n))
            rows = np.ix_(grip.origins, outside, grip.grades)
            eligible = float(stock[rows].sum()) * plan.scale
            share *= lever.act.share(eligible, month - lever.start)
        return share

    def _outside(self, n: int) -> Mask:
        """Places whose residents get something for coming (P,)."""
        outside = np.ones(len(self.plan.places), bool)
        outside[self.plan.territory(self.plan.levers[n])] = False
        return outside

    def lasting(self, month: int) -> tuple[Floats, int]:
        """Worth that those helped keep at their residence, and the bits that matter.

        The first is (combinations of bits, G, months since arrival) in logit units.
        """
        levers = self.plan.levers
        keeps = [n for n, one in enumerate(levers) if hasattr(one.act, "months")]
        if not keeps:
            return self.kept, 0
        bits = max(keeps) + 1
        longest = min(max(levers[n].act.months for n in keeps), self.plan.case.months) + 1
        table = np.zeros((1 << bits, self.plan.pay_ratio.shape[1], longest))
        held = np.arange(1 << bits)
        for n in keeps:
            worth = levers[n].act.worth(self.plan.grips[n])[month]
            table[(held >> n) & 1 == 1, :, : levers[n].act.months] += worth[:, None]
        return table, (1 << bits) - 1

    # --------------------------------------------------------------------------- who gets what

    def luck(self, n: int, keys: npt.NDArray[np.uint64]) -> Floats:
        """Return each person's own uniform for a lever, for life."""
        drawn: Floats = uniform_pairs(self.plan.key, Purpose.AID, 0, keys, self.keys[n])[0]
        return drawn

    def grants(self, people: Columns, rows: Ints, month: int) -> Floats:
        """USD that planners in `rows` may count on for their move (n,)."""
        plan = self.plan
        total = np.zeros(rows.size)
        for n in self.in_force(month):
            lever = plan.levers[n]
            grant = getattr(lever.act, "grant", 0.0)
            if grant > 0.0:
                able = np.isin(people.plan[rows], plan.territory(lever))
                able &= self._may(n, people, rows)
                able &= self.luck(n, people.key[rows]) < lever.take_up * self.served(n)
                total += able * grant * plan.euro
        return total

    def _may(self, n: int, people: Columns, rows: Ints) -> Mask:
        """Whether people are eligible by citizenship and grade (n,)."""
        may: Mask = np.isin(people.citizenship[rows], self.plan.grips[n].origins)
        may &= np.isin(people.grade[rows], self.plan.grips[n].grades)
        return may

    def arrive(
        self, people: Columns, rows: Ints, origin: Ints, office: Mask, month: int, stock: Ints
    ) -> None:
        """Help those who arrived this month, as far as the capacity goes.

        `origin` is the place left, `office` says who works for an office of the own firm now.
        Whoever leaves a territory loses what its levers gave.
        """
        self._leave(people, rows)
        for n in self.in_force(month):
            lever, inside = self.plan.levers[n], self.plan.territory(self.plan.levers[n])
            came = np.isin(people.place[rows], inside) & ~np.isin(origin, inside)
            came &= self._may(n, people, rows)
            came &= month - people.arrival[rows] < getattr(lever.act, "months", np.inf)
            worth = self.plan.dials.worth[n, month]
            if worth.any():
                users = self.users(n, month, stock)
                counting = users * self.served(n)
                w = worth[people.citizenship[rows], people.grade[rows], people.place[rows]]
                more = counting * np.expm1(w)
                chance = (users + more) / (1.0 + more)
            elif hasattr(lever.act, "landing"):
                chance = np.where(office, lever.take_up, 0.0)
            else:
                continue
            asked = rows[came]
            asked = asked[self.luck(n, people.key[asked]) < chance[came]]
            self.give(people, n, asked, month)

    def enrol(self, people: Columns, rows: Ints, month: int) -> None:
        """Note who of those that begin to study has one of the places that levers pay for."""
        for n in self.in_force(month):
            lever = self.plan.levers[n]
            places = getattr(lever.act, "places", 0.0) * lever.take_up
            if places > 0.0:
                here = rows[np.isin(people.place[rows], self.plan.territory(lever))]
                here = here[self._may(n, people, here)]
                paid = here[self.luck(n, people.key[here]) < places / (1.0 + places)]
                self.give(people, n, paid, month)

    def give(self, people: Columns, n: int, asked: Ints, month: int) -> None:
        """Give lever n to those who ask, by lottery where there is not enough."""
        lever = self.plan.levers[n]
        if np.isfinite(lever.capacity):
            free = np.array([lever.capacity / self.plan.scale])
            carry = self.carry[n : n + 1]
            seats = whole(free, carry)
            draws = uniform_pairs(
                self.plan.key, Purpose.AID, month + 1, people.key[asked], self.keys[n]
            )
            won = lottery(np.zeros(asked.size, np.int64), draws[0], seats)
            self.asked[n] += asked.size
            self.seats[n] += float(free[0])
            asked = asked[won]
        self.note(people, n, asked)

    def note(self, people: Columns, n: int, got: Ints) -> None:
        """Note who got lever n, and what that costs once."""
        lever = self.plan.levers[n]
        people.aided[got] |= np.int16(1 << n)
        self.received[n] += got.size
        persons = got.size * self.plan.scale * (1.0 + lever.leakage)
        self.by_person[n] += persons * lever.unit_cost
        self.given[n] += persons * getattr(lever.act, "grant", 0.0)

    def _leave(self, people: Columns, rows: Ints) -> None:
        helped = rows[people.aided[rows] != 0]
        for n, lever in enumerate(self.plan.levers):
            gone = helped[~np.isin(people.place[helped], self.plan.territory(lever))]
            people.aided[gone] &= ~np.int16(1 << n)

    # ---------------------------------------------------------------------------------- money

    def pay(self, people: Columns, month: int, residents: Ints) -> None:
        """Pay what runs by month: offices, support of those still entitled, forgone taxes.

        `residents` (P,) counts the simulated people of places.
        """
        for n in self.in_force(month):
            self.fixed[n] += self.plan.levers[n].fixed_cost
            self.given[n] += self._forgone(n, month, residents)
        for n, lever in enumerate(self.plan.levers):
            if hasattr(lever.act, "cost"):
                monthly, _ = lever.act.cost(self.plan.grips[n])
                if monthly.any():
                    rows = np.flatnonzero((people.aided[: people.used] >> n) & 1)
                    rows = rows[month - people.arrival[rows] < lever.act.months]
                    rows = rows[people.active[rows] == 1]
                    paid = float(monthly[month, people.grade[rows]].sum()) * self.plan.scale
                    self.given[n] += paid * (1.0 + lever.leakage)

    def _forgone(self, n: int, month: int, residents: Ints) -> float:
        """Taxes of a month that a lever spares everybody at the owner's places, EUR.

        At home of an origin these are its people, at a host all who have ICT jobs there.
        """
        lever, plan, grip = self.plan.levers[n], self.plan, self.plan.grips[n]
        if not hasattr(lever.act, "forgone"):
            return 0.0
        persons = residents[grip.places].sum() * plan.scale
        if grip.country not in plan.home:
            persons = plan.jobs(month)[grip.places].sum()
        each: float = lever.act.forgone(grip)[month]
        return float(persons) * each

    def book(self, n: int) -> dict[str, Any]:
        """Return what a lever has come to: recipients (real), EUR spent, taxes of one person."""
        plan, last = self.plan, self.plan.case.months - 1
        c = plan.countries.index(plan.levers[n].owner)
        gross = plan.indicators["pay_gross_usd_year"][last, c]
        tax = gross * (1.0 - plan.indicators["net_share"][last, c]) / plan.euro
        return {
            "recipients": float(self.received[n]) * plan.scale,
            "spent": float(self.spent[n]),
            "fixed": float(self.fixed[n]),
            "by_person": float(self.by_person[n]),
            "tax_value": float(tax),
        }
