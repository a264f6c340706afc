"""The locks, rewrites, index rebuilds and scans of each statement, measured while it runs in scratch.

PostgreSQL documentation, "pg_locks", "pg_class" (`relfilenode`), "The Cumulative Statistics System" (`pg_stat_xact_user_tables`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from schemadiff.core.trace import MODES, Lock, Trace, strongest
from schemadiff.migration.render import groups
from schemadiff.parser.privileged import Probe
from schemadiff.scratch.guard import plainly
from schemadiff.sources.execute import prepare, run_plan, run_statement
from schemadiff.verify.concurrent import is_block, watch

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import psycopg

    from schemadiff.core.plan import Plan, Statement
    from schemadiff.parser import LocatedStatement
    from schemadiff.verify.concurrent import Found

    Located = Mapping[Statement, Sequence[LocatedStatement]]
    Modes = dict[int, set[str]]

MODE_OF = {"".join(word.capitalize() for word in mode.split()) + "Lock": mode for mode in MODES}
# Of relations that users make; the catalogs' and the information schema's oids are below (FirstNormalObjectId).
SHOWN = """
SELECT c.oid::bigint, quote_ident(n.nspname) || '.' || quote_ident(c.relname), c.relkind::text, c.relfilenode::bigint,
       quote_ident(tn.nspname) || '.' || quote_ident(t.relname)
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
LEFT JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
LEFT JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'i', 'I') AND n.nspname <> 'pg_toast'
"""
# A dropped relation is in pg_locks still and in pg_class no more. What it costs to plan is paid once: it is prepared.
LOOK = """
SELECT l.relation::bigint, l.modes, quote_ident(n.nspname) || '.' || quote_ident(c.relname), c.relkind::text, c.relfilenode::bigint,
       quote_ident(tn.nspname) || '.' || quote_ident(t.relname), coalesce(pg_catalog.pg_stat_get_xact_numscans(l.relation), 0)
FROM (SELECT relation, array_agg(mode) AS modes FROM pg_catalog.pg_locks
      WHERE pid = pg_catalog.pg_backend_pid() AND locktype = 'relation' AND relation >= 16384 GROUP BY relation) l
LEFT JOIN pg_catalog.pg_class c ON c.oid = l.relation
LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
LEFT JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
LEFT JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
"""
PREPARE = f"PREPARE schemadiff_trace AS {LOOK}"
PROBE = "\n;\nEXECUTE schemadiff_trace"
# From 15 on the counters start anew with the next statement.
FLUSH = "; SELECT pg_catalog.pg_stat_force_next_flush()"
FLUSH_SINCE = 150000
INDEXES = ("i", "I")


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A relation as pg_class has it; `file` is its relfilenode, `table` that of an index."""

    name: str
    kind: str
    file: int
    table: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a statement touched: the modes of its locks by oid, what these relations are after it, how often each was scanned."""

    modes: Mapping[int, set[str]]
    after: Mapping[int, Relation]
    scans: Mapping[int, int]


def run_traced(connection: psycopg.Connection[Any], plan: Plan, *, own: bool) -> Plan:
    """Executes `plan` as `sources.execute.run_plan` does, each statement in its own transaction; the plan with its traces.

    Where the database has no relation nothing can be locked, and nothing is measured. Raises PlanError with the statement that
    failed.
    """
    known = relations(connection)
    if not known:
        run_plan(connection, plan, own=own)
        return plan
    located = dict(prepare(connection, plan.statements, own=own))
    plainly(connection, PREPARE)
    tracer = Tracer(connection, known, located)
    traced = [tracer.group(statements) for statements in groups(plan.statements)]
    return replace(plan, statements=tuple(statement for group in traced for statement in group))


def relations(connection: psycopg.Connection[Any]) -> dict[int, Relation]:
    """The users' relations of a database, by oid."""
    rows = plainly(connection, SHOWN).fetchall()
    return {oid: Relation(name=name, kind=kind, file=file, table=table) for oid, name, kind, file, table in rows}


class Tracer:
    """Runs statements one after the other and keeps account of what was there before the first of them."""

    def __init__(self, connection: psycopg.Connection[Any], known: dict[int, Relation], located: Located) -> None:
        self.connection = connection
        self.known = known
        self.located = located
        self.flush = FLUSH if connection.info.server_version >= FLUSH_SINCE else ""
        self.probe = Probe(short=PROBE + self.flush, whole=LOOK + self.flush)
        self.counted: dict[int, int] = {}
        """Scans of earlier statements that the server before 15 still counts."""

    def group(self, statements: Iterable[Statement]) -> list[Statement]:
        """Runs what is committed together; the statements with their traces."""
        held: Modes = {}
        traced = []
        for statement in statements:
            seen = self.within(statement) if statement.transactional else self.outside(statement)
            traced.append(replace(statement, trace=self.trace(seen, held)))
            for oid, modes in seen.modes.items():
                held.setdefault(oid, set()).update(modes)
        return traced

    def within(self, statement: Statement) -> Seen:
        """Runs a statement and looks round before its transaction ends, all of it one message to the server."""
        cursor = run_statement(self.connection, (statement, self.located[statement]), self.probe)
        rows = []
        more: bool | None = True
        while more:
            if cursor.description and len(cursor.description) == 7:
                rows = cursor.fetchall()
            more = cursor.nextset()
        after = {r[0]: Relation(name=r[2], kind=r[3], file=r[4], table=r[5]) for r in rows if r[3]}
        counts = {r[0]: r[6] for r in rows}
        # Where the counters were sent off in the meantime they start from 0.
        scans = {oid: n - (old if n >= old else 0) for oid, n in counts.items() for old in (self.counted.get(oid, 0),)}
        if not self.flush:
            self.counted.update(counts)
        return Seen(modes={r[0]: {MODE_OF[m] for m in r[1]} for r in rows}, after=after, scans=scans)

    def outside(self, statement: Statement) -> Seen:
        """Runs a statement that refuses a transaction, watched from a second session."""
        found: Found = watch(
            self.connection, (statement, self.located[statement]), [r.name for r in self.known.values() if r.kind in ("r", "p")]
        )
        after = relations(self.connection)
        block = is_block((statement, ()))
        touched = {
            oid: {MODE_OF[m] for m in modes}
            for oid, modes in found.modes.items()
            if oid in self.known and not (block and self.known[oid].kind in INDEXES)
        }
        for oid, modes in touched.items():
            if oid not in after and self.known[oid].kind in INDEXES:
                # The last step drops an index that no query uses any more; whether it was seen is chance.
                modes.discard(MODES[-1])
        touched = {oid: modes for oid, modes in touched.items() if modes}
        names = {self.known[oid].name for oid in touched}
        return Seen(modes=touched, after={oid: r for oid, r in after.items() if oid in touched or r.name in names}, scans=found.scans)

    def trace(self, seen: Seen, held: Modes) -> Trace:
        """What of `seen` concerns relations that were there before; these are brought up to date."""
        touched = {oid: self.known[oid] for oid in seen.modes if oid in self.known}
        rebuilt, rewritten = self.files(touched, seen.after)
        made = Trace(
            locks=tuple(
                sorted((lock(r, seen.modes[oid], held.get(oid, set())) for oid, r in touched.items()), key=lambda found: found.relation)
            ),
            rewrites=tuple(sorted(rewritten)),
            rebuilds=tuple(sorted(rebuilt)),
            scans=tuple(sorted(r.name for oid, r in touched.items() if seen.scans.get(oid, 0) > 0 and r.kind in ("r", "m"))),
        )
        self.known.update((oid, seen.after[oid]) for oid in touched if oid in seen.after)
        return made

    def files(self, touched: Mapping[int, Relation], after: Mapping[int, Relation]) -> tuple[set[str], set[str]]:
        """The indexes that were built anew and the tables that were written anew: another file bears the same name.

        ALTER TABLE … TYPE drops an index and makes one of the same name, with the same file where it could keep it.
        """
        rebuilt: set[str] = set()
        rewritten: set[str] = set()
        fresh = {r.name: (oid, r) for oid, r in after.items() if oid not in self.known and r.kind in INDEXES}
        for oid, before in touched.items():
            now = after.get(oid)
            if now is None and before.name in fresh:
                heir, now = fresh[before.name]
                self.known[heir] = now
            if now is not None and now.file != before.file:
                (rebuilt if before.kind in INDEXES else rewritten).add(before.name)
        return rebuilt, rewritten


def lock(relation: Relation, modes: set[str], held: set[str]) -> Lock:
    """The strongest of `modes`, and whether one as strong is `held`."""
    mode = strongest(modes)
    known = bool(held) and MODES.index(strongest(held)) >= MODES.index(mode)
    return Lock(relation=relation.name, mode=mode, table=relation.table, held=known)
