"""The model in Mesa's own browser view: step it, play it, restart it with other settings.

Start it with `solara run talentflow_app.mesa_view`.
"""

from typing import Any

import solara
from matplotlib.axes import Axes
from mesa.visualization import Slider, SolaraViz, make_plot_component

from talentflow.model import MigrationModel

__all__ = ["CONTROLS", "Page", "page"]

CASE = "belarus-2020"
SCALE = 20
MONTHS = 84

CONTROLS: dict[str, Any] = {
    "case": CASE,
    "scale": Slider("Real people per professional", value=SCALE, min=1, max=500, step=1),
    "months": Slider("Months", value=MONTHS, min=1, max=MONTHS, step=1),
}
"""What a restart of the model takes from its user; the first entry is fixed."""


def _monthly(axes: Axes) -> None:
    axes.set_xlabel("months since the start")
    axes.set_ylim(bottom=0)


def page(model: MigrationModel) -> Any:  # noqa: ANN401 - Solara's elements carry no public type
    """Show a model with Mesa's controls and two curves: people abroad, and who left each month."""
    curves = [
        make_plot_component(measure, post_process=_monthly)
        for measure in ("abroad", "left_this_month")
    ]
    return SolaraViz(model, components=curves, model_params=CONTROLS, name="talentflow")


@solara.component
def Page() -> None:  # noqa: N802 - the name that `solara run` looks for
    """Show the shipped scenario."""
    page(solara.use_memo(lambda: MigrationModel(CASE, scale=SCALE, months=MONTHS), []))
