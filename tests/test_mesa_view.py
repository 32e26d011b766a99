"""Mesa's page of the model, rendered without a browser."""

from typing import Any

import ipyvuetify
import ipywidgets
import pytest
import reacton
import solara
from tests import worlds

from talentflow.model import MigrationModel
from talentflow_app import mesa_view


@pytest.fixture
def model() -> MigrationModel:
    """Return a small model that has lived two months."""
    model = MigrationModel(worlds.scenario(worlds.world(*worlds.COUNTRIES), scale=150))
    model.run_for(2)
    return model


def widgets(page: reacton.core._RenderContext, kind: type, **traits: object) -> list[Any]:
    """Return the widgets of a kind on a rendered page."""
    return list(page.find(kind, **traits).widgets)


def click(page: reacton.core._RenderContext, name: str) -> None:
    """Press the button of this name."""
    (button,) = widgets(page, ipyvuetify.Btn, children=[name])
    button.click()


def slider(page: reacton.core._RenderContext, label: str) -> Any:
    """Return the slider of this label."""
    (found,) = widgets(page, ipyvuetify.Slider, label=label)
    return found


@solara.component
def Framed(model: MigrationModel) -> None:  # noqa: N802 - a component
    """Show the page in the frame that `solara run` gives it, with its side bar."""
    with solara.AppLayout():
        mesa_view.page(model)


def test_the_page_shows_the_model_and_steps_it(model: MigrationModel) -> None:
    """The page draws both curves; its button lives one month and draws them anew."""
    _, page = solara.render(Framed(model), handle_error=False)
    before = [bytes(image.value) for image in widgets(page, ipywidgets.Image)]
    assert len(before) == 2
    assert all(image.startswith(b"\x89PNG") for image in before)
    click(page, "Step")
    assert model.steps == 3
    after = [bytes(image.value) for image in widgets(page, ipywidgets.Image)]
    assert all(old != new for old, new in zip(before, after, strict=True))
    page.close()


def test_the_page_restarts_the_model_with_the_chosen_settings(model: MigrationModel) -> None:
    """A restart takes scale and months from the sliders, and starts at the first month."""
    _, page = solara.render(Framed(model), handle_error=False)
    slider(page, "Real people per professional").v_model = 400
    slider(page, "Months").v_model = 1
    click(page, "Reset")
    assert widgets(page, ipyvuetify.Html, children=["Time: 0.0"])
    click(page, "Step")
    # the new model is over after its only month; the old one has not lived another
    assert widgets(page, ipyvuetify.Btn, children=["Step"])[0].disabled
    assert model.steps == 2
    page.close()


def test_the_module_is_a_page_for_solara() -> None:
    """`solara run talentflow_app.mesa_view` finds a component that renders the shipped scenario."""
    _, page = solara.render(mesa_view.Page(), handle_error=False)
    assert len(widgets(page, ipywidgets.Image)) == 2
    page.close()
