"""The shape of a scenario file: a pydantic model made from the rules' parameters."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, create_model

from talentflow.levers import LeverKind, catalogue, fields_of
from talentflow.months import parse_month
from talentflow.parameters import Kind, ParameterInfo, defaults_of, parameters_of
from talentflow.rules import Catalogue
from talentflow.tables import TABLES

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "Leaf",
    "Names",
    "TopLevel",
    "file_model",
    "json_schema",
    "names",
]

FIRST_YEAR, LAST_YEAR = 1990, 2100
"""The years in which a run may start."""

STRICT = ConfigDict(extra="forbid", strict=True, protected_namespaces=())

type Leaf = tuple[Kind, ParameterInfo] | None
"""What a name that holds a value stands for: a parameter, or something of the run."""

type Names = Mapping[str, Names | Leaf]
"""Every valid name, level by level."""


class AnyOwner(Mapping[str, Any]):
    """A level at which every name is valid: owners of a lever, checked against the data later."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self._fields = fields

    def __getitem__(self, name: str) -> Mapping[str, Any]:
        return self._fields

    def __contains__(self, name: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _check_month(text: str) -> str:
    if not FIRST_YEAR <= parse_month(text).year <= LAST_YEAR:
        raise ValueError("outside the horizon")
    return text


class TopLevel(BaseModel):
    """The run itself: what a scenario file says above its first table."""

    model_config = ConfigDict(**STRICT, json_schema_extra={"title": "talentflow scenario"})

    title: str = Field("", min_length=1, max_length=200, description="What the scenario is about.")
    description: str = Field("", max_length=20_000, description="Why it was made.")
    extends: str = Field("", description="A scenario to start from: a file or a shipped name.")
    start: Annotated[
        str,
        Field(pattern=r"^\d{4}-\d{2}$", description="First month of the run."),
        AfterValidator(_check_month),
    ] = "2019-01"
    months: int = Field(84, ge=1, le=1200, description="Length of the run in months.")
    seed: int = Field(1, ge=0, le=2**63 - 1, description="Seed of all chance.")
    replications: int = Field(8, ge=1, le=10_000, description="Runs that differ in chance only.")
    scale: float = Field(
        1, ge=1, le=1e6, allow_inf_nan=False, description="Real people per simulated person."
    )
    origin: list[str] = Field(
        ["BLR"], min_length=1, description="Countries (ISO 3166) whose professionals are simulated."
    )


@cache
def file_model(rules: Catalogue) -> type[BaseModel]:
    """Return the model of a scenario file: top level, data files and one table per rule."""
    tables: dict[str, Any] = {
        name: (Annotated[str, Field(min_length=1, description=f"CSV file of {name}.")], "")
        for name in TABLES
    }
    digests: dict[str, Any] = {
        name: (Annotated[str, Field(pattern="^[0-9a-f]{64}$")], "") for name in TABLES
    }
    parts: dict[str, Any] = {
        "data": _part("data", tables),
        "data_sha256": _part("data_sha256", digests),
    }
    for section, modules in rules.items():
        fields = {
            name: _part(f"{section}.{name}", _fields(rule), rule.__doc__ or "")
            for name, rule in modules.items()
        }
        parts[section] = _part(section, fields)
    parts["levers"] = _part("levers", {slug: _lever(kind) for slug, kind in catalogue().items()})
    return create_model("ScenarioFile", __base__=TopLevel, **parts)


def _lever(kind: LeverKind) -> Any:  # noqa: ANN401 - a definition
    """Describe what a scenario sets of a lever, by owner."""
    month = Annotated[str, Field(pattern=r"^\d{4}-\d{2}$"), AfterValidator(_check_month)]
    fields: dict[str, Any] = {name: (month, Field("")) for name in ("start", "end")}
    for name, (sort, info) in fields_of(kind).items():
        figure = kind.figures.get(name)
        text = f"[{info.unit}; {figure.source}]" if figure else f"[{info.unit}]"
        fields[name] = (_annotation(sort, info), Field(None, description=text))
    config = ConfigDict(**STRICT, title=f"levers.{kind.slug}")
    model: Any = create_model(f"lever_{kind.slug}", __config__=config, __doc__=kind.about, **fields)
    return dict[str, model], Field(default_factory=dict, description=kind.about)


def _part(name: str, fields: dict[str, Any], doc: str = "") -> Any:  # noqa: ANN401 - a definition
    config = ConfigDict(**STRICT, title=name)
    about = doc.strip().partition("\n")[0] or f"What a scenario sets under {name}."
    model: Any = create_model(name.replace(".", "_"), __config__=config, __doc__=about, **fields)
    return model, Field(default_factory=model)


def _fields(rule: type) -> dict[str, Any]:
    defaults = defaults_of(rule)
    return {
        name: (_annotation(kind, info), _field(info, defaults[name]))
        for name, (kind, info) in parameters_of(rule).items()
    }


def _annotation(kind: Kind, info: ParameterInfo) -> Any:  # noqa: ANN401 - a type
    if kind == "choice":
        return Literal[info.choices]
    if kind == "flag":
        return bool
    if kind == "integer":
        return Annotated[int, Field(ge=info.low, le=info.high)]
    number = Annotated[float, Field(ge=info.low, le=info.high, allow_inf_nan=False)]
    if kind == "map":
        return dict[str, number]
    return number if kind == "number" else number | Literal["solve"]


def _field(info: ParameterInfo, default: object) -> Any:  # noqa: ANN401 - pydantic's FieldInfo
    text = f"{info.doc} " if info.doc else ""
    prior = ", prior" if info.prior and "prior" not in info.source else ""
    extra: dict[str, Any] = {"unit": info.unit, "prior": info.prior}
    return Field(
        default=dict(default) if isinstance(default, Mapping) else default,
        description=f"{text}[{info.unit}; {info.source}{prior}]",
        json_schema_extra=extra,
    )


@cache
def names(rules: Catalogue) -> Names:
    """Return every name that a scenario file may use."""
    sections = {
        section: {module: parameters_of(rule) for module, rule in modules.items()}
        for section, modules in rules.items()
    }
    tables = dict.fromkeys(TABLES)
    top = dict.fromkeys(TopLevel.model_fields)
    levers = {
        slug: AnyOwner({"start": None, "end": None, **fields_of(kind)})
        for slug, kind in catalogue().items()
    }
    return {**top, "data": tables, "data_sha256": tables, **sections, "levers": levers}


def json_schema(rules: Catalogue) -> dict[str, Any]:
    """Return the JSON Schema of a scenario file, for editors."""
    schema = file_model(rules).model_json_schema()
    for part in (schema, *schema["$defs"].values()):
        for described in part["properties"].values():
            if described.get("default", 0) in ("", None):  # stands for "not set", no value to offer
                del described["default"]
    titled = {"anyOf": [{"required": ["title"]}, {"required": ["extends"]}]}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, **titled}
