"""Write the reference pages into a folder, or check that they are fresh."""

import sys
from pathlib import Path

from talentflow_lab.reference_pages import stale, write


def main(arguments: list[str]) -> int:
    """Return the exit code: 0 good, 1 if a page is stale, 2 for bad usage."""
    match arguments:
        case ["--check", folder]:
            old = stale(Path(folder))
            for name in old:
                sys.stderr.write(f"{folder}/{name} is out of date: run `make reference`.\n")
            return int(bool(old))
        case [folder] if not folder.startswith("-"):
            write(Path(folder))
            return 0
    sys.stderr.write("usage: python -m talentflow_lab.reference_pages [--check] FOLDER\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
