"""A posterior on disk: draws of parameters, and what made them, in one Parquet file.

Columns are dotted paths, those of the model's parameters first, then those of the links; rows are
draws of equal weight in random order. What made them stands in the file's metadata as JSON. The
same draws are the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pandas.api.types import is_numeric_dtype

from talentflow.errors import TalentflowError
from talentflow_lab.links import PREFIX

__all__ = ["Posterior", "PosteriorError", "read_posterior", "write_posterior"]

FORMAT = "talentflow posterior 1"
_KEY = b"talentflow"
_DIGEST = "draws_sha256"


class PosteriorError(TalentflowError):
    """A posterior that cannot be read or used; the text names the file and what to do."""


@dataclass(frozen=True)
class Posterior:
    """Draws (one row each, a column a parameter) and what made them."""

    path: Path
    draws: pd.DataFrame
    record: Mapping[str, Any]

    @property
    def model(self) -> list[str]:
        """Return the paths of the model's parameters."""
        return [str(name) for name in self.draws if not str(name).startswith(f"{PREFIX}.")]

    @property
    def links(self) -> list[str]:
        """Return the paths of the links' parameters."""
        return [str(name) for name in self.draws if str(name).startswith(f"{PREFIX}.")]

    @cached_property
    def digest(self) -> str:
        """Return a digest of the draws."""
        return _digest(self.draws)


def _digest(draws: pd.DataFrame) -> str:
    text = draws.astype("float64").to_csv(index=False, float_format="%.17g")
    return hashlib.sha256(text.encode()).hexdigest()


def write_posterior(path: Path, draws: pd.DataFrame, record: Mapping[str, Any]) -> Posterior:
    """Write draws and record as one file, which readers see whole or not at all."""
    record = {"format": FORMAT, **record, _DIGEST: _digest(draws)}
    table = pa.Table.from_pandas(draws.astype("float64"), preserve_index=False)
    told = json.dumps(record, ensure_ascii=False, sort_keys=True).encode()
    table = table.replace_schema_metadata({_KEY: told})
    draft = path.with_name(f".{path.name}.{uuid4().hex}.tmp")
    try:
        pq.write_table(table, draft, compression="zstd", write_page_checksum=True)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return Posterior(path, draws, record)


def read_posterior(path: Path) -> Posterior:
    """Read a posterior; raise PosteriorError if the file holds none of this version."""
    try:
        table = pq.read_table(path, page_checksum_verification=True)
        record = json.loads((table.schema.metadata or {})[_KEY])
        draws = table.to_pandas()
    except FileNotFoundError:
        message = f"{path}: there is no such file; `talentflow calibrate` writes posterior.parquet"
        raise PosteriorError(message) from None
    except (OSError, pa.ArrowException, ValueError, KeyError):
        draws, record = pd.DataFrame(), {}
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise PosteriorError(
            f"{path} holds no posterior of talentflow; `talentflow calibrate` does"
        )
    if not len(draws) or draws.isna().any(axis=None):
        raise PosteriorError(f"{path} has no draws, or gaps in them")
    if not all(is_numeric_dtype(kind) for kind in draws.dtypes):
        raise PosteriorError(f"{path} has draws that are no numbers")
    if record.get(_DIGEST, _digest(draws)) != _digest(draws):
        raise PosteriorError(f"{path} is damaged: its draws are not those that were written")
    return Posterior(path, draws, record)
