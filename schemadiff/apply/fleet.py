"""The same work on many databases: canaries first, then several at a time, stopping where it goes wrong."""

from __future__ import annotations

import enum
import threading
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from schemadiff.core.errors import SchemadiffError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from schemadiff.core.diagnostic import Diagnostic


class Outcome(enum.StrEnum):
    """What became of a target. `current`: there was nothing to do; `skipped`: it was not begun."""

    DONE = "done"
    CURRENT = "current"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A database, or a tenant's `schema` of it. `name` is without a password; those of one `group` are worked on in turn."""

    name: str
    group: str
    url: str = field(repr=False)
    schema: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetOptions:
    """How a fleet is worked through.

    `jobs` at a time; the first `canary` targets alone before all others, and none of them may fail; after `max_failures` more
    failures than that no target is begun (None: each is tried).
    """

    jobs: int = 4
    canary: int = 0
    max_failures: int | None = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetResult:
    """What was done to a target: `versions` in order; `diagnostics` say why it failed."""

    target: Target
    outcome: Outcome
    versions: tuple[str, ...] = ()
    seconds: float = 0
    diagnostics: tuple[Diagnostic, ...] = ()


def check(options: FleetOptions) -> None:
    """Raises UsageError for numbers that make no sense."""
    if options.jobs < 1 or options.canary < 0 or (options.max_failures or 0) < 0:
        raise UsageError("--jobs counts from 1, --canary and --max-failures from 0")


def run(
    targets: Sequence[Target],
    work: Callable[[Target], tuple[str, ...]],
    options: FleetOptions,
    told: Callable[[TargetResult], None] = lambda _: None,
) -> tuple[TargetResult, ...]:
    """Calls `work` for each target, which gives the versions that it has done; results in the order of `targets`.

    A SchemadiffError of `work` is the target's result; another exception ends all when those that run are done, as Ctrl-C does.
    `told` is called by one thread at a time.
    """
    check(options)
    found: dict[Target, TargetResult] = {}
    canaries, rest = targets[: options.canary], targets[options.canary :]
    for part, most in ((canaries, 0), (rest, options.max_failures)):
        found |= _part(part, work, options.jobs, most, told)
        if part is canaries and any(r.outcome is Outcome.FAILED for r in found.values()):
            break
    skipped = [TargetResult(target=t, outcome=Outcome.SKIPPED) for t in targets if t not in found]
    for result in skipped:
        told(result)
    found |= {r.target: r for r in skipped}
    return tuple(found[t] for t in targets)


def _part(
    targets: Sequence[Target],
    work: Callable[[Target], tuple[str, ...]],
    jobs: int,
    most: int | None,
    told: Callable[[TargetResult], None],
) -> dict[Target, TargetResult]:
    """Works through groups, `jobs` of them at a time, until `most` failures are exceeded."""
    stop = threading.Event()
    done: dict[Target, TargetResult] = {}
    lock = threading.Lock()
    failures = 0

    def take(group: Sequence[Target]) -> None:
        nonlocal failures
        for target in group:
            if stop.is_set():
                return
            result = _one(target, work)
            with lock:
                done[target] = result
                failures += result.outcome is Outcome.FAILED
                if most is not None and failures > most:
                    stop.set()
                told(result)

    with ThreadPoolExecutor(max_workers=jobs, thread_name_prefix="fleet") as pool:
        futures = {pool.submit(take, group) for group in _groups(targets)}
        try:
            _await(futures)
        except BaseException:
            stop.set()
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return done


def _await(futures: set[Future[None]]) -> None:
    while futures:
        # A timeout lets Ctrl-C through where waiting for a lock would not.
        finished, futures = wait(futures, timeout=1, return_when=FIRST_COMPLETED)
        for future in finished:
            future.result()


def _one(target: Target, work: Callable[[Target], tuple[str, ...]]) -> TargetResult:
    begun = time.monotonic()
    try:
        versions = work(target)
    except SchemadiffError as error:
        seconds = time.monotonic() - begun
        return TargetResult(target=target, outcome=Outcome.FAILED, seconds=seconds, diagnostics=error.diagnostics)
    outcome = Outcome.DONE if versions else Outcome.CURRENT
    return TargetResult(target=target, outcome=outcome, versions=versions, seconds=time.monotonic() - begun)


def _groups(targets: Iterable[Target]) -> Iterator[list[Target]]:
    """One applier at a time works on a database: its tenants are one job."""
    for _, group in groupby(sorted(targets, key=lambda t: t.group), key=lambda t: t.group):
        yield list(group)
