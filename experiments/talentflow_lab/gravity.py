"""Gravity: shares of destinations from distance, size, pay, language and rules of entry.

What is explained is the ICT diaspora of January 2019 in each host (`pairs.csv`), of every origin
that has one, with an effect of the origin; so the diaspora is no regressor. Poisson pseudo-maximum
likelihood (Santos Silva and Tenreyro 2006, doi:10.1162/rest.88.4.641) and an elastic net on
ln(1 + stock) have the same features. Nothing later than the day of the split is looked at.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from talentflow.data import Data

__all__ = ["FEATURES", "elastic_net_shares", "features", "ppml_shares"]

type Floats = npt.NDArray[np.float64]

FEATURES = ("ln_km", "language", "ln_pay", "ln_jobs", "ease")
DRAWS = 200
FOLDS = 5


def features(data: Data, day: date) -> pd.DataFrame:
    """Return origin, destination, stock and the features of each pair as known on a day."""
    pairs = data.pairs.pivot_table(
        index=["origin", "destination"], columns="indicator", values="value", observed=True
    ).dropna(subset=["ict_diaspora", "distance_km"])
    rows = pairs.reset_index()
    known = _latest(data.indicators, ["iso3", "indicator"], day).unstack("indicator")
    rules = data.entry_rules[data.entry_rules["field"] == "ease"]
    ease = _latest(rules, ["citizenship", "destination"], day)
    hosts = known.reindex(rows["destination"].astype(str))
    found = pd.DataFrame(
        {
            "origin": rows["origin"].astype(str),
            "destination": rows["destination"].astype(str),
            "stock": rows["ict_diaspora"],
            "ln_km": np.log(rows["distance_km"]),
            "language": rows["common_language"],
            "ln_pay": np.log(
                hosts["pay_gross_usd_year"].to_numpy() * hosts["net_share"].to_numpy()
            ),
            "ln_jobs": np.log(hosts["ict_employment"].to_numpy()),
            "ease": ease.reindex(
                pd.MultiIndex.from_arrays([rows["origin"].astype(str),
                                           rows["destination"].astype(str)])
            ).to_numpy(),
        }
    )  # fmt: skip
    return found.dropna().reset_index(drop=True)


def _latest(table: pd.DataFrame, key: list[str], day: date) -> pd.Series[float]:
    """Return the last value of each key that is dated on a day or before, or not at all."""
    dated = table[table["date"].isna() | (table["date"] <= pd.Timestamp(day))]
    ordered = dated.sort_values("date", na_position="first", kind="stable")
    kept = ordered.assign(**{name: ordered[name].astype(str) for name in key})
    last: pd.Series[float] = kept.groupby(key)["value"].last()
    return last


def _design(table: pd.DataFrame) -> Floats:
    origins = pd.get_dummies(table["origin"]).to_numpy(dtype=np.float64)
    values = table[list(FEATURES)].to_numpy(dtype=np.float64)
    return np.column_stack([values, origins])


def _shares(stocks: Floats, table: pd.DataFrame, origin: str) -> pd.DataFrame:
    """Turn predicted stocks (draws, pairs) into shares of an origin's destinations."""
    own = (table["origin"] == origin).to_numpy()
    kept = np.maximum(stocks[:, own], 0.0)
    total = kept.sum(1, keepdims=True)
    shares = np.divide(kept, total, out=np.zeros_like(kept), where=total > 0.0)
    return pd.DataFrame(shares, columns=table["destination"][own].tolist())


def ppml_shares(table: pd.DataFrame, origin: str, seed: int) -> pd.DataFrame:
    """Return draws of destinations' shares (draws by country): robust normal coefficients."""
    from statsmodels.genmod import families  # noqa: PLC0415 - takes long to import
    from statsmodels.genmod.generalized_linear_model import GLM  # noqa: PLC0415

    design = _design(table)
    model = GLM(table["stock"].to_numpy(), design, family=families.Poisson())
    fitted = model.fit(cov_type="HC1")
    drawn = np.random.default_rng(seed).multivariate_normal(
        fitted.params, fitted.cov_params(), DRAWS, method="eigh"
    )
    return _shares(np.exp(np.clip(drawn @ design.T, -50.0, 50.0)), table, origin)


def elastic_net_shares(table: pd.DataFrame, origin: str, seed: int) -> pd.DataFrame:
    """Return draws of destinations' shares (draws by country): a bootstrap over pairs.

    Penalties are chosen by cross-validation on all pairs.
    """
    from sklearn.linear_model import ElasticNet, ElasticNetCV  # noqa: PLC0415 - takes long
    from sklearn.model_selection import KFold  # noqa: PLC0415

    design = _design(table)
    mean, sd = design.mean(0), design.std(0)
    scaled = (design - mean) / np.where(sd > 0.0, sd, 1.0)
    logs = np.log1p(table["stock"].to_numpy(dtype=np.float64))
    folds = KFold(FOLDS, shuffle=True, random_state=seed)
    chosen = ElasticNetCV(l1_ratio=[0.1, 0.5, 0.9, 1.0], cv=folds).fit(scaled, logs)
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(DRAWS):
        pick = rng.integers(0, len(logs), len(logs))
        net = ElasticNet(alpha=chosen.alpha_, l1_ratio=chosen.l1_ratio_)
        found.append(np.expm1(net.fit(scaled[pick], logs[pick]).predict(scaled)))
    return _shares(np.stack(found), table, origin)
