"""What a run was computed on: facts that matter for speed and for repeating it, nothing private."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

__all__ = ["cores", "describe", "without_home"]

PACKAGES = ("numpy", "numba", "mesa", "pandas", "pyarrow")


def describe() -> dict[str, str | int]:
    """Return processor, cores, system and the versions of Python and of the packages that count.

    Names of hosts and users are left out on purpose.
    """
    return {
        "cpu": _cpu(),
        "cores": cores(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        **{package: version(package) for package in PACKAGES},
    }


def cores() -> int:
    """Count the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def without_home(text: str) -> str:
    """Replace the user's home folder by ~, so that results can be shared without a name."""
    home = str(Path.home())
    return text if home == Path(home).anchor else text.replace(home, "~")


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or "unknown")
