"""Where a person stands: the cell, the employer's variant, the contacts."""

from talentflow.compiled import inlined
from talentflow.kernels.tables import Cells, Columns, Outlook, Scratch, TieColumns
from talentflow.rules.terms.colleagues import saturating

__all__ = ["cell_of", "contacts", "variant_of"]


@inlined
def cell_of(i: int, people: Columns, cells: Cells) -> int:
    """Row of the cell of person i."""
    places, grades, levels, classes = cells.shape
    j = (people.citizenship[i] * places + people.place[i]) * grades + people.grade[i]
    return int((j * levels + people.english[i]) * classes + people.exposure[i])


@inlined
def variant_of(i: int, own: int, home: int, people: Columns, look: Outlook) -> int:
    """Variant of i's employer: 0, or a country that it raises which is neither home nor here."""
    v = 0
    if people.employer[i] >= 0:
        v = look.variant[people.employer[i]]
        if look.raised[v] == own or look.raised[v] == home:
            v = 0
    return v


@inlined
def contacts(
    i: int, r: int, first: int, last: int, look: Outlook, ties: TieColumns, room: Scratch
) -> int:
    """List the places of i's contacts and what the ties to each are worth, in `room`.

    Slots `first` to `last` are read; contacts at the residence r are left out. Returns the number
    of places.
    """
    found = 0
    for s in range(first, last):
        p = ties.at[i, s]
        if p != r:
            near = look.nearness[look.country[r], look.country[p]]
            n = 0
            while n < found and room.where[n] != p:
                n += 1
            if n == found:
                room.where[n] = p
                room.strength[n] = 0.0
                found += 1
            room.strength[n] += look.tie_fade[look.month - ties.apart[i, s]] * near
    for n in range(found):
        room.strength[n] = saturating(room.strength[n], look.saturation)
    return found
