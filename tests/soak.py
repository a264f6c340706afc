"""Random pairs of schemas by the thousand: `task soak -- --pairs 2000 --seed 1 --jobs 2`.

Each pair goes there and back on a server of its own process (`--major`). One that fails is made small and written to `--out` as a
folder `<seed>/{old,new}.sql` with the reason in `why.txt`; the last line sums up. Ends with 1 where one failed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from generated.pairs import pair
from generated.shrink import shrink
from generated.trial import Outcome, Trial, attempt
from majors import server_of

SHRINKING = 60.0
"""Seconds for one pair."""


def one(seed: int, major: int, out: Path) -> Trial:
    """Tries one pair; writes it down where it fails."""
    scratch = server_of(major)
    old, new = pair(seed)
    tried = attempt(scratch, old, new)
    if tried.outcome is Outcome.FAILED:
        old, new = shrink(scratch, old, new, seconds=SHRINKING)
        folder = out / str(seed)
        folder.mkdir(parents=True, exist_ok=True)
        for name, statements in (("old", old), ("new", new)):
            (folder / f"{name}.sql").write_text("".join(f"{s};\n" for s in statements), encoding="utf-8")
        (folder / "why.txt").write_text(attempt(scratch, old, new).why or tried.why, encoding="utf-8")
    return tried


def say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--major", type=int, default=18)
    parser.add_argument("--out", type=Path, default=Path("soak"))
    options = parser.parse_args()
    start, counts = time.monotonic(), Counter[str]()
    with ProcessPoolExecutor(options.jobs) as pool:
        runs = {pool.submit(one, s, options.major, options.out): s for s in range(options.seed, options.seed + options.pairs)}
        for run in as_completed(runs):
            tried = run.result()
            counts[tried.outcome] += 1
            if tried.outcome is Outcome.FAILED:
                say(f"seed {runs[run]}: {tried.why.splitlines()[0] if tried.why else '?'}\n")
            elif sys.stderr.isatty():
                sys.stderr.write(f"\r{counts.total()} of {options.pairs} ")
    said = ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome)
    say(f"{counts.total()} pairs on PostgreSQL {options.major}: {said}; {time.monotonic() - start:.0f} s\n")
    return 1 if counts[Outcome.FAILED] else 0


if __name__ == "__main__":
    sys.exit(main())
