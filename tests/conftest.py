"""Settings shared by all tests."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Compiling a kernel may take seconds at its first call: that is no slow test.
settings.register_profile(
    "talentflow", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("talentflow")


@pytest.fixture(scope="session", autouse=True)
def _own_cache() -> Iterator[None]:
    """Keep what is kept between runs out of the user's cache folder, and answers out of tests."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", folder)
        yield


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the top folder of the checkout."""
    return Path(__file__).parents[1]


def pytest_sessionfinish() -> None:
    """End the workers of the app, if a test asked them, while Python is still whole."""
    if (shared := sys.modules.get("talentflow_app.shared")) is not None:
        shared.end()
