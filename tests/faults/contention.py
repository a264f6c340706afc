"""The latency of clients while a migration waits for a lock behind a long transaction (safety: the lock queue)."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg

from faults.fixtures import Fixture

if TYPE_CHECKING:
    from faults.lab import Lab

_FIXTURE = Fixture("contention", "CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t SELECT generate_series(1, 1000)", {})


@dataclass(frozen=True)
class Latency:
    """Seconds."""

    median: float
    p99: float
    highest: float
    outcome: str


def measured(trials: Lab, lock_timeout: float, *, hold: float = 3, clients: int = 4) -> Latency:
    """ALTER TABLE while a transaction that has read the table stays open for `hold` seconds, and clients read it."""
    trials.prepare(_FIXTURE)
    folder = trials.folder("contention", {"1_a.sql": "ALTER TABLE t ADD n int;"})
    taken: list[float] = []
    stop = threading.Event()
    threads = [threading.Thread(target=_read, args=(trials.url, stop, taken)) for _ in range(clients)]
    for thread in threads:
        thread.start()
    with psycopg.connect(trials.url) as holder:
        holder.execute("SELECT count(*) FROM t")
        applier = trials.nursery.apply(trials.url, folder.path, lock_timeout=lock_timeout)
        time.sleep(hold)
    outcome = applier.wait() or "killed"
    stop.set()
    for thread in threads:
        thread.join()
    taken.sort()
    return Latency(taken[len(taken) // 2], taken[int(len(taken) * 0.99)], taken[-1], outcome)


def _read(url: str, stop: threading.Event, taken: list[float]) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        while not stop.is_set():
            begun = time.monotonic()
            connection.execute("SELECT id FROM t WHERE id = 7").fetchone()
            taken.append(time.monotonic() - begun)
            time.sleep(0.005)
