"""Options of foreign objects (PostgreSQL documentation, 5.13 "Foreign Data"; pg_options_to_table()).

An option whose name says that it is a secret is not read: so it is in no snapshot, in no plan and in no comparison, and stays as
it is in a database. Only who asks for `secrets` (introspect.Selection.include) has them read.
pg_options_to_table() is given the catalog's text[]; each option becomes `name=value`, sorted by name.
"""

from __future__ import annotations

from schemadiff.core.identity import literal, quote
from schemadiff.core.include import SECRETS, asked

SECRET = "passw(or)?d(?!_required)|passcode|passphrase|secret|token|api_?key|access_?key|private_?key|credential"
"""Names of secret options, as a regular expression of both PostgreSQL and Python; postgres_fdw's password_required is none."""

ASKED = asked(SECRETS)
"""SQL: whether secrets are read, too."""


def visible(column: str) -> str:
    """SQL for the options in a text[] column, as `name=value`, without the secret ones."""
    return f"""(SELECT coalesce(array_agg(o.option_name || '=' || o.option_value ORDER BY o.option_name COLLATE "C"), '{{}}')
        FROM pg_catalog.pg_options_to_table({column}) o WHERE o.option_name !~* '{SECRET}' OR {ASKED})"""


def secret(column: str) -> str:
    """SQL for the names of the options in a text[] column that are not read."""
    return f"""(SELECT coalesce(array_agg(o.option_name ORDER BY o.option_name COLLATE "C"), '{{}}')
        FROM pg_catalog.pg_options_to_table({column}) o WHERE o.option_name ~* '{SECRET}' AND NOT {ASKED})"""


def pairs(options: tuple[str, ...]) -> dict[str, str]:
    """Values by name."""
    return {name: value for name, _, value in (o.partition("=") for o in options)}


def options_clause(options: tuple[str, ...] | None) -> str:
    """` OPTIONS (host 'a', port '1')` as CREATE takes it, or nothing."""
    listed = ", ".join(f"{quote(name)} {literal(value)}" for name, value in pairs(options or ()).items())
    return f" OPTIONS ({listed})" if listed else ""


def options_change(old: tuple[str, ...], new: tuple[str, ...]) -> str:
    """`OPTIONS (DROP a, SET b '1', ADD c '2')`, as ALTER takes it, that leads from `old` to `new`."""
    have, want = pairs(old), pairs(new)
    words = [f"DROP {quote(name)}" for name in have if name not in want]
    words += [f"SET {quote(n)} {literal(v)}" for n, v in want.items() if n in have and have[n] != v]
    words += [f"ADD {quote(n)} {literal(v)}" for n, v in want.items() if n not in have]
    return f"OPTIONS ({', '.join(words)})"
