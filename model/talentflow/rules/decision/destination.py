"""Where to: nested logit over places in countries, drawn by correlated noise.

`choose p that maximises v(p) + μ ln s_p + μ (g_p + ln Z_c)`

* `v` value of the place, `s_p` its share of its country's jobs, so that splitting a country into
  identical hubs changes nothing; `μ` correlation of a country's hubs
* `g` standard Gumbel noise, keyed by person, month and place
* `Z` positive stable with index μ, keyed by person, month and country; `μ (g + ln Z)` is Gumbel
  and the choice probabilities are those of the nested logit (McFadden 1978) exactly; a country
  of one place has nothing to share and draws `g` alone

Making one place better therefore moves people to it and nobody between the others.
"""

from dataclasses import dataclass
from math import pi, sin

from talentflow.compiled import compiled, inlined
from talentflow.elementary import log
from talentflow.parameters import param


@dataclass(frozen=True)
class Destination:
    """How alike the hubs of one country are."""

    hub_correlation: float = param(
        0.6,
        unit="nest parameter of hubs: 1 unrelated, 0 the same",
        low=0.1,
        high=0.99,
        source="prior",
        prior=True,
    )


@inlined
def gumbel(u: float) -> float:
    """Return standard Gumbel noise from a uniform in (0, 1)."""
    return -log(-log(u))


@compiled
def log_stable(u: float, w: float, index: float) -> float:
    """Log of a positive stable variable with index in (0, 1), from two uniforms.

    Kanter (1975), "Stable densities under change of scale and total variation inequalities"; its
    Laplace transform is exp(−s^index).
    """
    angle = pi * u
    shape = log(sin(index * angle)) - log(sin(angle)) / index
    tail = log(sin((1.0 - index) * angle)) - log(-log(w))
    return shape + (1.0 - index) / index * tail
