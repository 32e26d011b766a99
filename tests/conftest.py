"""Settings shared by all tests."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Compiling a kernel may take seconds at its first call: that is no slow test.
settings.register_profile(
    "talentflow", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("talentflow")


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the top folder of the checkout."""
    return Path(__file__).parents[1]
