"""A schema per tenant: one folder of migrations, written for the schema `"{schema}"`, applied to each tenant's own.

`{schema}` between double quotes is a name like any other to PostgreSQL: schema.sql is compiled, compared and proven with it.
Only what a tenant's session sends has the tenant's name in its place; files, checksums and the journal's digests stay those
of the folder. A tenant has journal tables of its own, `schemadiff."revisions:NAME"` and `schemadiff."attempts:NAME"`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import psycopg

from schemadiff.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PLACEHOLDER = '"{schema}"'
_JOURNAL = re.compile(r"\bschemadiff\.(revisions|attempts)\b")
# The name stands in literals, bodies and identifiers alike, where these would end them.
_UNFIT = re.compile(r"[\"'\\$%\x00-\x1f]")
_LONGEST = 63 - len("revisions:")


def check_tenant(schema: str) -> None:
    """Raises UsageError for a schema's name that cannot be put into migrations as it is."""
    if not schema or _UNFIT.search(schema) or len(schema.encode()) > _LONGEST:
        hint = f"no quotes, backslashes, $, % or control characters, and at most {_LONGEST} bytes"
        raise UsageError(f"not a name for a tenant's schema: {schema!r}", hint=hint)


def for_tenant(connection: psycopg.Connection[Any], schema: str) -> None:
    """From now on what `connection` sends is about the tenant `schema`. Raises UsageError for a name that is unfit."""
    check_tenant(schema)

    class TenantCursor(psycopg.Cursor[Any]):
        def execute(self, query: Any, params: Sequence[Any] | Mapping[str, Any] | None = None, **more: Any) -> Any:
            """As psycopg's, with the tenant's names in the query and in the texts among the parameters."""
            text = query.decode() if isinstance(query, bytes) else query
            sent = _about(text, schema).encode() if isinstance(text, str) else query
            if isinstance(params, tuple | list):
                params = [_placed(p, schema) if isinstance(p, str) else p for p in params]
            return super().execute(sent, params, **more)

    connection.cursor_factory = TenantCursor


def _about(query: str, schema: str) -> str:
    return _placed(_JOURNAL.sub(lambda m: f'schemadiff."{m[1]}:{schema}"', query), schema)


def _placed(text: str, schema: str) -> str:
    return text.replace(PLACEHOLDER, f'"{schema}"')
