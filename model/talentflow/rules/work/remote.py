"""Remote work: a job with an employer abroad, done from home.

Offers of country c reach a person of the grade and level of English, who lives in the home
country r, and are taken up at the rate

`h_c = rate · s_c · ρ_grade · (pay_c / pay_r)^pay · exp(english · level − risk) · open` a month

* `s_c` the country's share of the ICT jobs outside r; `ρ_grade = exp(grade_slope (grade − 1.5))`
* `pay_c = discount · pay_gross_c · ratio_c(grade) · wage_index_c`, `pay_r` the same at home without
  the discount: tax is paid at home either way. Nobody takes what pays less than work at home
* `risk = legal_risk_r + sanctions · L(t)`, L the severity of sanctions and lost clients so far
* `open = internet_freedom_r / 100 · (1 − Z)`, Z the internet shutdown of the month, 0 to 1

This is a choice among employers by random utility in `pay · ln(pay_c / pay_r)`, as offers come.
Remote work ends with the chance `end` a month, and with `shutdown_loss · Z` on top of that when
the internet is shut. While it lasts, staying is worth `ln(pay_c / pay_r)` times the weight of
`terms.real_wage` more.

No estimate of remote jobs taken instead of emigration is known, nor of what a shutdown does to
contracts: the sizes are judgements, and the level is set to one in twenty in calm Belarus.
"""

from dataclasses import dataclass

import numpy as np

from talentflow.parameters import param, param_map
from talentflow.view import ENGLISH_LEVELS, Floats


@dataclass(frozen=True)
class Remote:
    """Who takes up remote work, what it pays, and when it ends."""

    enabled: bool = param(True, unit="switch", low=0, high=1, source="a switch")
    rate: float = param(
        0.002,
        unit="jobs taken up a month at equal pay, free internet, no risk",
        low=0.0,
        high=1.0,
        source="prior: one in twenty works remotely in calm Belarus",
        prior=True,
        by_origin=True,
    )
    discount: float = param(
        0.6,
        unit="share of the pay in the employer's country",
        low=0.1,
        high=1.5,
        source="prior",
        prior=True,
    )
    pay: float = param(
        1.2,
        unit="elasticity of offers taken up",
        low=0.0,
        high=3.0,
        source="as terms.real_wage.weight",
        prior=True,
    )
    grade_slope: float = param(
        0.6, unit="log offer rate per grade", low=0.0, high=2.0, source="prior", prior=True
    )
    english: float = param(
        1.0, unit="logit from low to high English", low=0.0, high=3.0, source="prior", prior=True
    )
    legal_risk: dict[str, float] = param_map(
        {"BLR": 0.5},
        keys="country",
        unit="logit",
        low=0.0,
        high=20.0,
        source="prior",
        prior=True,
        doc="What the law of the country of residence takes from the wish to work remotely.",
    )
    sanctions: float = param(
        0.1,
        unit="logit per point of severity of demand events",
        low=0.0,
        high=2.0,
        source="prior",
        prior=True,
    )
    end: float = param(0.03, unit="chance a month", low=0.0, high=1.0, source="prior", prior=True)
    shutdown_loss: float = param(
        0.3,
        unit="chance in a month of full shutdown",
        low=0.0,
        high=1.0,
        source="prior",
        prior=True,
    )

    def pull(self, pay: Floats, jobs: Floats) -> Floats:
        """Weight of each employer's country: s_c · (pay_c / pay_r)^pay, 0 where it pays less.

        `pay` relative to local pay, last axis countries (C,), as is `jobs`, real people, 0 for the
        country of residence.
        """
        share = jobs / max(float(jobs.sum()), 1.0)
        weight: Floats = np.where(pay > 1.0, share * pay**self.pay, 0.0)
        return weight

    def rates(self, pull: Floats, risk: float, freedom: float) -> Floats:
        """Jobs taken up a month by grade and level of English (G, 3).

        `pull` (G, C); `freedom` of the internet from 0 to 1, shutdown included.
        """
        grade = np.exp(self.grade_slope * (np.arange(len(pull)) - 1.5)) * pull.sum(1)
        english = np.exp(self.english * ENGLISH_LEVELS - risk)
        taken: Floats = self.rate * freedom * grade[:, None] * english[None, :]
        return taken

    def risk(self, country: str, lost: float) -> float:
        """Return the legal risk in a country; `lost` is the severity of demand events so far."""
        return self.legal_risk.get(country, 0.0) + self.sanctions * lost

    def ending(self, shutdown: float) -> float:
        """Chance that remote work ends this month; `shutdown` from 0 to 1."""
        return 1.0 - (1.0 - self.end) * (1.0 - self.shutdown_loss * shutdown)
