"""Plans as SQL text and as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.core.fact import Snapshot
    from schemadiff.core.plan import Hazard, Plan, Statement
    from schemadiff.core.trace import Trace


def plan_sql(plan: Plan, *, hazards: bool = True) -> str:
    """The statements, each ended by a semicolon; what each can do to a live database stands above it as a comment."""
    return "".join("\n".join(_lines(s, hazards)) + "\n" for s in plan.statements)


def _lines(statement: Statement, hazards: bool) -> Iterator[str]:
    for hazard in statement.hazards if hazards else ():
        yield f"-- hazard: {hazard.code} {' '.join(hazard.message.split())}"
    if not statement.transactional:
        yield "-- schemadiff: no-transaction"
    # A statement may end in a comment, which would swallow the semicolon.
    yield statement.sql + ("\n;" if "--" in statement.sql.rpartition("\n")[2] else ";")


def plan_data(plan: Plan) -> dict[str, Any]:
    """A plan as docs/json.md describes it."""
    return {
        "current": plan.current,
        "desired": plan.desired,
        "summaries": list(plan.summaries),
        "statements": [
            {
                "sql": s.sql,
                "summary": s.summary,
                "transactional": s.transactional,
                "commit_after": s.commit_after,
                "hazards": [hazard_data(h) for h in s.hazards],
                "trace": trace_data(s.trace) if s.trace else None,
            }
            for s in plan.statements
        ],
    }


def hazard_data(hazard: Hazard) -> dict[str, Any]:
    """A hazard as docs/json.md describes it."""
    return {
        "code": str(hazard.code),
        "message": hazard.message,
        "object": {"kind": hazard.object.kind, "path": list(hazard.object.path)},
    }


def trace_data(trace: Trace) -> dict[str, Any]:
    """What was measured of a statement, as docs/json.md describes it."""
    return {
        "locks": [{"relation": k.relation, "mode": k.mode, "table": k.table, "held": k.held} for k in trace.locks],
        "rewrites": list(trace.rewrites),
        "rebuilds": list(trace.rebuilds),
        "scans": list(trace.scans),
    }


def snapshot_data(snapshot: Snapshot) -> dict[str, Any]:
    """A snapshot as docs/json.md describes it: facts with their definitions, edges between them."""
    from schemadiff.core import codec

    return codec.document(snapshot)
