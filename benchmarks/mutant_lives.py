"""The busy runs under a mutant: people live as they did, and the same is told of them.

    python benchmarks/mutant_lives.py KEPT [--plain]

The first call, without a mutant, writes what it sees into the file KEPT; later ones end at the
first run that differs and say in what. The committed busy runs come first (`tests/golden/busy.py`),
then the other variants which the slow twin lives through (`tests/reference`): of these only people
count, whom `tests/test_twin.py` compares one by one. `--plain` is for plain Python, which is slow:
few people.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path

PLAIN = "--plain" in sys.argv
import_module("benchmarks.mutation")  # puts the mutant in its place before the model is imported
if PLAIN:
    import_module("benchmarks.plain_python")

from tests.golden.busy import COMMITTED, Numbers, apart, lived  # noqa: E402
from tests.reference.variants import VARIANTS, Variant  # noqa: E402

FEW = 25
FIRST = "levers of many"
"""In plain Python there is time for so many people of this run only."""


def asked() -> Iterator[tuple[Variant, bool]]:
    """Yield what is lived through, and whether all numbers of it count."""
    if PLAIN:
        for one in COMMITTED:
            if one.name == FIRST:
                yield replace(one, people=FEW), False
        return
    yield from ((one, True) for one in COMMITTED)
    yield from ((one, False) for one in VARIANTS if one not in COMMITTED)


def main() -> None:
    """Live, and compare with what is kept."""
    file = Path(sys.argv[1])
    kept: dict[str, Numbers] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    seen: dict[str, Numbers] = {}
    for variant, whole in asked():
        found = lived(variant)
        seen[variant.name] = found if whole else {"people": found["people"]}
        if kept and (differs := apart(kept[variant.name], seen[variant.name])):
            what = "people" if "people" in differs else "numbers"
            print(f"DIFFERS {what} of {variant.name}")
            return
    if not kept:
        file.write_text(json.dumps(seen), encoding="utf-8")
    print("SAME")


if __name__ == "__main__":
    main()
