"""The longest that a client waits while a migration is applied to a table in use: lock-safe steps beside the plain ones.

    python bench/online.py [--rows N] [--clients N] [--change WHICH] [--url URL]

For each change a fresh copy of the same tables is made, and `schemadiff migrate apply` runs while clients read and write single rows.
Without a URL the embedded server is used. The printed table is that of docs/online.md.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import psycopg

from schemadiff.scratch import open_scratch

BASE = """
CREATE TABLE public.customer (id integer PRIMARY KEY, name text NOT NULL);
CREATE TABLE public.orders (id integer PRIMARY KEY, customer integer, amount integer, note text, touched integer NOT NULL);
"""
ROWS = """
INSERT INTO public.customer SELECT i, 'customer ' || i FROM generate_series(1, 10000) i;
INSERT INTO public.orders SELECT i, i % 10000 + 1, i, 'order number ' || i, 0 FROM generate_series(1, {rows}) i;
VACUUM ANALYZE
"""
CHANGES = {
    "index": "CREATE INDEX orders_note ON public.orders (note, amount);",
    "NOT NULL": "ALTER TABLE public.orders ALTER amount SET NOT NULL;",
    "CHECK": "ALTER TABLE public.orders ADD CONSTRAINT positive CHECK (amount > 0 AND note ~ '^order number [0-9]+$');",
    "FOREIGN KEY": "ALTER TABLE public.orders ADD FOREIGN KEY (customer) REFERENCES public.customer;",
    "UNIQUE": "ALTER TABLE public.orders ADD CONSTRAINT one_note UNIQUE (note);",
    "volatile default": "ALTER TABLE public.orders ADD code uuid NOT NULL DEFAULT gen_random_uuid();",
    "integer to bigint": "ALTER TABLE public.orders ALTER amount TYPE bigint;",
    "the same of a primary key": "ALTER TABLE public.orders ALTER id TYPE bigint;",
}
WARM_UP = 1.0


@dataclass
class Load:
    """Clients that read and write rows of `orders` until stopped; `longest` is the worst latency in seconds."""

    url: str
    clients: int
    rows: int
    longest: float = 0.0
    count: int = 0
    stop: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)
    died: list[Exception] = field(default_factory=list)

    def __enter__(self) -> Self:
        self.threads = [threading.Thread(target=self.client) for _ in range(self.clients)]
        for thread in self.threads:
            thread.start()
        time.sleep(WARM_UP)
        self.longest, self.count = 0.0, 0
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join()
        if self.died:
            raise RuntimeError("a client failed, so what it would have waited was not measured") from self.died[0]

    def client(self) -> None:
        try:
            self.work()
        except psycopg.Error as error:
            self.died.append(error)

    def work(self) -> None:
        # A prepared SELECT * fails once the table has another column, whichever way it comes.
        with psycopg.connect(self.url, autocommit=True, prepare_threshold=None) as connection:
            while not self.stop.is_set():
                row = random.randint(1, self.rows)
                for query in ("SELECT * FROM public.orders WHERE id = %s", "UPDATE public.orders SET touched = touched + 1 WHERE id = %s"):
                    begun = time.perf_counter()
                    connection.execute(query, (row,))
                    self.longest = max(self.longest, time.perf_counter() - begun)
                    self.count += 1


def database(server: str, name: str, template: str = "template0") -> str:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def schemadiff(folder: Path, url: str, *arguments: str) -> None:
    command = [sys.executable, "-m", "schemadiff", "--url", url, *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def measure(server: str, change: str, mode: str, options: argparse.Namespace) -> tuple[float, float, float]:
    """The worst latency and the time of `migrate apply` in seconds, and how many statements a second the clients got done."""
    url = database(server, "schemadiff_bench_online", "schemadiff_bench_base")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "database/schema").mkdir(parents=True)
        (folder / "database/schema/schema.sql").write_text(BASE + CHANGES[change])
        schemadiff(folder, url, "migrate", "diff", "--online", mode)
        with Load(url, options.clients, options.rows) as load:
            begun = time.perf_counter()
            schemadiff(folder, url, "migrate", "apply", "--auto-approve")
            seconds = time.perf_counter() - begun
            longest, count = load.longest, load.count
    return longest, seconds, count / seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--change", action="append", choices=CHANGES, help="only this one; may be given again")
    parser.add_argument("--url", help="a server on which databases may be made")
    options = parser.parse_args()
    with ExitStack() as stack:
        server = options.url or stack.enter_context(open_scratch("embedded")).url
        base = database(server, "schemadiff_bench_base")
        with psycopg.connect(base, autocommit=True) as connection:
            for statement in (BASE + ROWS.format(rows=options.rows)).split(";"):
                connection.execute(statement.encode())
        print("| Change | plain: longest wait | online: longest wait | plain: apply | online: apply |")
        print("|---|---|---|---|---|")
        for change in options.change or CHANGES:
            plain, online = (measure(server, change, mode, options) for mode in ("never", "always"))
            waits = f"{plain[0] * 1000:,.0f} ms | {online[0] * 1000:,.0f} ms"
            print(f"| {change} | {waits} | {plain[1]:.1f} s | {online[1]:.1f} s |", flush=True)
        with psycopg.connect(server, autocommit=True) as connection:
            for name in ("schemadiff_bench_online", "schemadiff_bench_base"):
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


if __name__ == "__main__":
    main()
