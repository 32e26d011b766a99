"""Ties between people: a small world at the start, newcomers attached by consistent hashing.

Everyone has the same number of tie slots, so the graph is a CSR whose rows have equal length: slot
s of person i holds the contact, the place where the contact lives, and the month in which the two
were parted. Counts of contacts by place are read off a person's own row, and a move writes to the
mover's contacts only.
"""

import networkx as nx
import numpy as np
import numpy.typing as npt

from talentflow.chance import Purpose, uniform_pairs
from talentflow.kernels.rings import enter_ring, find_starts, meet
from talentflow.kernels.tables import (
    NEVER,
    TOGETHER,
    Columns,
    Numbers,
    Persons,
    Rows,
    TieColumns,
)
from talentflow.kernels.ties import end_ties, link, move_ties
from talentflow.rules.people.ties import Ties as TiesRule
from talentflow.view import Floats

__all__ = ["Ties", "enlarged", "with_room"]

BLOCK = 4096
"""People in one small world: a part of a city, firm after firm."""


def _smallest(most: int) -> type[np.int8 | np.int16]:
    """Return the type of numbers up to `most`; one byte for most scenarios."""
    return np.int8 if most <= np.iinfo(np.int8).max else np.int16


class _Ring:
    """People in the order of their points, the first `used` entries; the rest is spare."""

    def __init__(self) -> None:
        self.used = 0
        self.points = np.empty(0)
        self.rows = np.empty(0, np.uint32)

    def enter(self, points: Floats, rows: Rows) -> None:
        """Add people; of equal points the later comes first."""
        count = self.used + points.size
        if count > self.points.size:
            room = with_room(count)
            self.points, self.rows = enlarged(self.points, room), enlarged(self.rows, room)
        order = np.argsort(points, kind="stable")
        entering = rows[order].astype(np.uint32)
        enter_ring(self.points, self.rows, self.used, points[order], entering)
        self.used = count

    def bounds(self, whole: Rows) -> Rows:
        """First entry, and the one after the last, of points with a whole part (2, n)."""
        # asked in order, neighbours find in the processor's near memory what others have read
        wanted, which = np.unique(whole, return_inverse=True)
        ends = np.stack([wanted, wanted + 1]).astype(np.float64)
        found: Rows = np.searchsorted(self.points[: self.used], ends)[:, which]
        return found

    def starts(self, points: Floats, first: Rows, last: Rows) -> Rows:
        """Where `points` (n,) fall among the entries `first` to `last` (n,)."""
        found = np.empty(points.size, np.int64)
        find_starts(self.points, points, first, last, found)
        return found


class Ties:
    """The tie graph of a world."""

    def __init__(self, rule: TiesRule, key: int, country: Rows, capacity: int) -> None:
        """`country` (P,) is the country of each place."""
        self.rule = rule
        self.country = country
        self.key = key
        shape = capacity, rule.slots
        self.contact = np.zeros(shape, np.int32)
        self.at: Numbers = np.zeros(shape, _smallest(len(country)))
        self.apart = np.zeros(shape, np.int16)
        self.degree: Numbers = np.zeros(capacity, _smallest(rule.slots))
        self.near, self.far = self.degree.copy(), self.degree.copy()
        self._ring, self._firm_ring = _Ring(), _Ring()

    def grow(self, capacity: int) -> None:
        """Make room for more people."""
        self.contact = enlarged(self.contact, capacity)
        self.at, self.apart = enlarged(self.at, capacity), enlarged(self.apart, capacity)
        self.degree, self.near, self.far = (
            enlarged(column, capacity) for column in (self.degree, self.near, self.far)
        )

    @property
    def ring(self) -> tuple[npt.NDArray[np.float64], Persons]:
        """Points of everybody on the ring, in order, and their rows."""
        return self._ring.points[: self._ring.used], self._ring.rows[: self._ring.used]

    @property
    def columns(self) -> TieColumns:
        """The tie graph as the kernels read it."""
        return TieColumns(self.contact, self.at, self.apart, self.degree, self.near, self.far)

    @property
    def ring_bytes(self) -> int:
        """Bytes of the entries on the rings on which newcomers meet people."""
        rings = self._ring, self._firm_ring
        return sum(one.used * (one.points.itemsize + one.rows.itemsize) for one in rings)

    def weave(self, people: Columns) -> None:
        """Tie the people of the first month: neighbours in the order of firm and team."""
        count = people.used
        team = uniform_pairs(self.key, Purpose.TEAM, 0, people.key[:count])[0]
        order = np.lexsort((team, people.employer[:count], people.citizenship[:count]))
        pairs = _small_worlds(count, self.rule, self.key)
        left, right = order[pairs[:, 0]], order[pairs[:, 1]]
        parted = np.maximum(people.abroad_since[left], people.abroad_since[right])
        parted = np.where(parted == NEVER, 0, parted)
        parted = np.where(people.place[left] == people.place[right], TOGETHER, parted)
        link(self.columns, people.place, self.country, left, right, parted.astype(np.int16))
        self.enter_rings(people, np.arange(count))

    def enter_rings(self, people: Columns, rows: Rows) -> None:
        """Let newcomers meet the people in `rows`."""
        point = uniform_pairs(self.key, Purpose.RING, 0, people.key[rows])[0]
        employed = people.employer[rows] >= 0
        firm_point = people.employer[rows][employed] + point[employed]
        self._ring.enter(point, rows)
        self._firm_ring.enter(firm_point, rows[employed])

    def join(self, people: Columns, rows: Rows) -> None:
        """Tie the newcomers in `rows` to people whom they meet, one after the other.

        A try is on the ring of the own firm, from the newcomer's point in it, or on everybody's.
        """
        keys, tries = people.key[rows], self.rule.newcomer_ties
        if rows.size and tries:
            drawn = [uniform_pairs(self.key, Purpose.TIES, 0, keys, q) for q in range(tries)]
            points, luck = np.stack(drawn, axis=1)
            firm = people.employer[rows].astype(np.int64)
            inside = (firm >= 0) & (luck < self.rule.inside_firm)
            points = np.where(inside, firm + points, points)
            bounds = np.empty((2, *inside.shape), np.int64)
            bounds[:] = np.array([0, self._ring.used])[:, None, None]
            np.copyto(bounds, self._firm_ring.bounds(firm)[:, None], where=inside)
            first, last = bounds
            starts = np.empty(inside.shape, np.int64)
            for ring, on in ((self._ring, ~inside), (self._firm_ring, inside)):
                starts[on] = ring.starts(points[on], first[on], last[on])
            met = inside, first, last, starts, self._ring.rows, self._firm_ring.rows
            meet(self.columns, people.place, people.active, rows, *met)
        self.enter_rings(people, rows)

    def follow(self, people: Columns, movers: npt.NDArray[np.int64], month: int) -> None:
        """Tell the movers' contacts where the movers live now."""
        moved = np.zeros(people.used, np.int8)
        moved[movers] = 1
        move_ties(self.columns, people.place, self.country, movers, moved, month)

    def end(self, people: Columns, rows: npt.NDArray[np.int64]) -> None:
        """Remove the ties of people who left the occupation."""
        end_ties(self.columns, people.place, self.country, rows)

    def to_networkx(self, count: int) -> "nx.Graph[int]":
        """Build the graph of the first `count` people; edges carry `apart`, as the columns do."""
        graph: nx.Graph[int] = nx.Graph()
        graph.add_nodes_from(range(count))
        tied = np.arange(self.contact.shape[1]) < self.degree[:count, None]
        rows, slots = np.nonzero(tied)
        for i, j, apart in zip(
            rows.tolist(),
            self.contact[rows, slots].tolist(),
            self.apart[rows, slots].tolist(),
            strict=True,
        ):
            if i < j < count:
                graph.add_edge(i, j, apart=apart)
        return graph


def with_room(rows: int) -> int:
    """Rows to make room for where so many are in use: a quarter more."""
    return rows + rows // 4


def enlarged[T: np.generic](column: npt.NDArray[T], rows: int) -> npt.NDArray[T]:
    """Copy a column into one of more rows.

    The new ones hold zeros, for which the system takes neither time nor memory before it must.
    """
    larger = np.zeros((rows, *column.shape[1:]), column.dtype)
    larger[: len(column)] = column
    return larger


def _small_worlds(count: int, rule: TiesRule, key: int) -> npt.NDArray[np.int64]:
    """Pairs of positions 0 to count − 1: one Watts-Strogatz graph tiled over blocks of people."""
    whole, rest = divmod(count, BLOCK)
    template = _watts_strogatz(BLOCK, rule, key) if whole else np.empty((0, 2), np.int64)
    tiles = (template[None, :, :] + BLOCK * np.arange(whole)[:, None, None]).reshape(-1, 2)
    return np.concatenate([tiles, _watts_strogatz(rest, rule, key) + BLOCK * whole])


def _watts_strogatz(count: int, rule: TiesRule, key: int) -> npt.NDArray[np.int64]:
    if count <= rule.degree or rule.degree == 0:
        return np.empty((0, 2), np.int64)
    graph = nx.watts_strogatz_graph(count, rule.degree, rule.rewired, seed=key % 2**32)
    return np.array(graph.edges, np.int64).reshape(-1, 2)
