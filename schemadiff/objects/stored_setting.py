"""Settings as ALTER ROLE … SET and ALTER DATABASE … SET store them (catalog pg_db_role_setting), and statements about this database.

The database's name differs from one environment to the next, and no statement knows it: a DO block asks for it.
"""

from __future__ import annotations

import re

from schemadiff.core.identity import literal, quote

# Their values are lists of names, stored as the server would quote them (pg_dump's variable_is_guc_list_quote).
LISTS = {
    "local_preload_libraries",
    "search_path",
    "session_preload_libraries",
    "shared_preload_libraries",
    "temp_tablespaces",
    "unix_socket_directories",
}
ELEMENT = re.compile(r'\s*(?:"((?:[^"]|"")*)"|([^,]*))\s*(?:,|$)')


def assignment(name: str, value: str) -> str:
    """`SET name TO value` of a stored value."""
    return f"SET {dotted(name)} TO {listed(value) if name.lower() in LISTS and value else literal(value)}"


def listed(value: str) -> str:
    """A stored list of names, each as a constant."""
    found = [m for m in ELEMENT.finditer(value) if m[0]]
    return ", ".join(literal(m[1].replace('""', '"') if m[1] is not None else m[2].strip()) for m in found)


def dotted(name: str) -> str:
    """The name, quoted. Settings of extensions have two names: `auto_explain.log_analyze`."""
    return ".".join(map(quote, name.split(".")))


def of_this_database(before: str, after: str) -> str:
    """The statement `before`, the name of the database at hand, `after`."""
    body = f"BEGIN EXECUTE {literal(before)} || pg_catalog.quote_ident(pg_catalog.current_database()) || {literal(after)}; END"
    tag = "$$" if "$$" not in body else "$setting$"
    return f"DO {tag}{body}{tag}"
