"""Foreign-data wrappers (PostgreSQL documentation, 5.13, CREATE and ALTER FOREIGN DATA WRAPPER; catalog pg_foreign_data_wrapper)."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import qualified
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects.generic_options import options_change, options_clause, secret, visible

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = f"""
SELECT 2328::int8, w.oid::int8, 0, NULL::int8, NULL::int8, NULL::int4, NULL::int8, ARRAY[w.fdwname]::text[], 0,
       CASE WHEN w.fdwhandler <> 0 THEN w.fdwhandler::regproc::text END,
       CASE WHEN w.fdwvalidator <> 0 THEN w.fdwvalidator::regproc::text END,
       {visible("w.fdwoptions")}, {secret("w.fdwoptions")}
FROM pg_catalog.pg_foreign_data_wrapper w
WHERE w.oid >= 16384
ORDER BY w.fdwname
"""


@definition
class ForeignDataWrapper:
    """`handler` and `validator` are qualified, quoted names of functions."""

    handler: str | None
    validator: str | None
    options: tuple[str, ...]
    secrets: tuple[str, ...] = field(compare=False)


def name_of(fact: Fact) -> str:
    return f"FOREIGN DATA WRAPPER {qualified(*fact.id.path)}"


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    d: ForeignDataWrapper = fact.definition
    handler = f" HANDLER {d.handler}" if d.handler is not None else ""
    validator = f" VALIDATOR {d.validator}" if d.validator is not None else ""
    return (Sql(f"CREATE {name_of(fact)}{handler}{validator}{options_clause(d.options)}"),)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP {name_of(fact)}"),)


def alter(old: Fact, new: Fact, context: Context) -> Statements:
    """All in one statement: a new validator looks at the options as they will be."""
    was, want = old.definition, new.definition
    words = []
    for word, have, wanted in (("HANDLER", was.handler, want.handler), ("VALIDATOR", was.validator, want.validator)):
        if have != wanted:
            words.append(f"{word} {wanted}" if wanted is not None else f"NO {word}")
    if was.options != want.options:
        words.append(options_change(was.options, want.options))
    return (Sql(f"ALTER {name_of(new)} {' '.join(words)}"),)


KIND = ObjectKind(
    name="foreign-data wrapper",
    definition=ForeignDataWrapper,
    query=QUERY,
    create=create,
    drop=drop,
    alter={"handler": alter, "validator": alter, "options": alter},
    unread=lambda fact: fact.definition.secrets,
    address=lambda id: qualified(*id.path),
    sql_name="FOREIGN DATA WRAPPER",
    grant_class="FOREIGN DATA WRAPPER",
    rank=16,
    drop_rank=89,
)
