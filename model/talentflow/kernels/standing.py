"""Where a person stands: the cell, the employer's variant, the contacts, what speaks for places."""

from talentflow.compiled import inlined, row
from talentflow.kernels.rooms import Block, Scratch
from talentflow.kernels.staff import belongs
from talentflow.kernels.tables import AT_PLACES, Cells, Columns, Outlook, TieColumns
from talentflow.rules.states.conscription import is_called_up
from talentflow.rules.terms.age import age_cost
from talentflow.rules.terms.colleagues import saturating
from talentflow.rules.terms.family import family_cost

__all__ = [
    "COLLEAGUES", "HOME", "KEPT", "OFFICE", "REMOTE", "ROOTS",
    "cell_of", "contacts", "draft", "kept_support", "remote_gain", "situate", "speak",
]  # fmt: skip

HOME, OFFICE, COLLEAGUES, ROOTS, REMOTE, KEPT = 0, 1, 2, 3, 4, 5
"""What speaks for a place beside the cell terms."""


@inlined
def cell_of(i: int, people: Columns, cells: Cells) -> int:
    """Row of the cell of person i."""
    places, grades, levels, classes = cells.shape
    j = (people.citizenship[i] * places + people.place[i]) * grades + people.grade[i]
    return int(row((j * levels + people.english[i]) * classes + people.exposure[i]))


@inlined
def _variant_of(i: int, own: int, home: int, people: Columns, look: Outlook) -> int:
    """Variant of i's employer: 0, or a country that it raises which is neither home nor here.

    Offers go to staff at home who work locally, and while the firm moves in part to some only; also
    to staff abroad from whose country the office moved on.
    """
    v = row(0)
    if people.employer[i] >= 0:
        f = row(people.employer[i])
        may_be_asked = (own == home) & (people.client[i] < 0)
        asked = row(may_be_asked * (1 + people.volunteer[i]))
        v = row(look.variant[f, asked])
        if own != home and belongs(i, people):
            elsewhere = row(look.variant[f, 3])
            if look.raised[elsewhere] != own:
                v = elsewhere
        if look.raised[v] == own or look.raised[v] == home:
            v = row(0)
    return int(v)


@inlined
def remote_gain(i: int, people: Columns, look: Outlook) -> float:
    """Return what remote work adds to the value of i's residence, logit units; 0 for local work."""
    o, g = row(people.citizenship[i]), row(people.grade[i])
    return float(look.remote_gain[o, g, row(people.client[i] + 1)])


@inlined
def kept_support(i: int, people: Columns, look: Outlook) -> float:
    """Return what levers' help still adds to the value of i's residence, logit units."""
    kept = 0.0
    if look.kept_bits != 0:
        held = people.aided[i] & look.kept_bits
        if held != 0:
            months = min(look.month - people.arrival[i], look.kept.shape[2] - 1)
            kept = look.kept[row(held), row(people.grade[i]), row(months)]
    return float(kept)


@inlined
def draft(i: int, people: Columns, look: Outlook) -> float:
    """Return what fear of being called up adds to the wish of i, who lives at home, logit units."""
    push = look.draft[row(people.citizenship[i])]
    if push != 0.0:
        months_old = look.month - people.birth[i]
        youngest, oldest = look.draft_ages[0], look.draft_ages[1]
        if not is_called_up(people.sex[i], months_old, youngest, oldest):
            push = 0.0
    return float(push)


@inlined
def situate(
    n: int,
    i: int,
    people: Columns,
    cells: Cells,
    look: Outlook,
    ties: TieColumns,
    block: Block,
) -> None:
    """Note what person i's cell and own situation come to, as the n-th of a block."""
    r = row(people.place[i])
    o = row(people.citizenship[i])
    own, home = row(look.country[r]), row(look.home[o])
    j = cell_of(i, people, cells)
    v = _variant_of(i, own, home, people, look)
    total, homewards = cells.total[j], 0.0
    block.alone[n] = total
    if v > 0:
        total += (look.office_raise[v] - 1.0) * cells.country_weight[j, row(look.raised[v])]
    stay = cells.value[j, r] + look.colleagues * look.near_strength[row(ties.near[i])]
    stay += kept_support(i, people, look)
    if own == home:
        stay += look.home_weight[o] + remote_gain(i, people, look)
    else:
        homewards = look.homewards[o, row(look.month - people.abroad_since[i])]
        homewards *= look.family_raise[row(people.left_behind[i])]
        total += homewards * cells.country_weight[j, home]
        stay += look.roots[o, row(look.month - people.arrival[i])]
    years = (look.month - people.birth[i]) / 12.0
    costs = age_cost(years, look.age) + family_cost(people.family[i], look.family)
    block.cell[n], block.variant[n] = j, v
    block.at_home[n] = 1 if own == home else 0
    block.total[n], block.stay[n], block.homewards[n] = total, stay, homewards
    block.level[n] = look.crisis[own, row(people.exposure[i])] - costs - look.kappa[o]
    if own == home:
        block.level[n] += draft(i, people, look)
    block.office[n], block.bridges[n] = 0.0, 0.0


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
            near = look.nearness[look.country[r], p]
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


@inlined
def speak(i: int, people: Columns, look: Outlook, ties: TieColumns, room: Scratch) -> None:
    """Note what speaks for each place to person i beside the cell terms, in `room.personal`."""
    r = people.place[i]
    own, home = look.country[r], look.home[people.citizenship[i]]
    pull, roots = look.home_weight[row(people.citizenship[i])], 0.0
    if own != home:
        pull *= look.home_fade[look.month - people.abroad_since[i]]
        pull += look.family_pull[row(people.left_behind[i])]
        roots = look.roots[row(people.citizenship[i]), row(look.month - people.arrival[i])]
    v = row(_variant_of(i, own, home, people, look))
    raised, offer = look.raised[v], look.office[v]
    for p in range(look.country.size):
        for k in range(AT_PLACES):
            room.personal[p, k] = 0.0
        if look.country[p] == home:
            room.personal[p, HOME] = pull
        elif look.country[p] == raised:
            room.personal[p, OFFICE] = offer
    found = contacts(i, r, 0, ties.far[i], look, ties, room)
    for a in range(found):
        room.personal[room.where[a], COLLEAGUES] = look.colleagues * room.strength[a]
    room.personal[r, COLLEAGUES] = look.colleagues * look.near_strength[ties.near[i]]
    room.personal[r, ROOTS] = roots
    room.personal[r, REMOTE] = remote_gain(i, people, look)
    room.personal[r, KEPT] = kept_support(i, people, look)
