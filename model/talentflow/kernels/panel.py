"""The panel: of whom it is recorded every month why they wish to leave or to stay."""

from talentflow.chance import Purpose, draw
from talentflow.compiled import row, tight
from talentflow.kernels.rooms import BLOCK, Block
from talentflow.kernels.tables import Columns, Outlook, Persons

__all__ = ["pick_panel"]

_PANEL = int(Purpose.PANEL)


@tight
def pick_panel(
    people: Columns,
    look: Outlook,
    block: Block,
    share: float,
    rows: Persons,
    panel: Persons,
) -> int:
    """Move those of `rows` who belong to the panel to `panel`; return how many they are.

    The others stay in `rows`, in their order, first. A person belongs by a draw of their own, for
    life, with chance `share`. `panel` needs room for one more than `rows`.
    """
    picked, others = row(0), row(0)
    for lo in range(0, rows.size, BLOCK):
        size = min(BLOCK, rows.size - lo)
        for n in range(size):
            block.key[n] = people.key[row(rows[lo + n])]
        draw(look.key, _PANEL, 0, block.key, size, block.first_draw, block.second_draw)
        for n in range(size):
            i = rows[lo + n]
            belongs = block.first_draw[n] < share
            panel[picked], rows[others] = i, i
            picked = row(picked + belongs)
            others = row(others + (not belongs))
    return int(picked)
