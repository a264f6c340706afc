"""SQL files: read, split into located statements, ordered by execution, their directives and their format.

The grammar is PostgreSQL's own (libpg_query through pglast). Nothing here interprets what a statement means: that is
found out by executing it. Names are imported when first used, so that importing this package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schemadiff.parser.datasteps import DataStep, data_steps
    from schemadiff.parser.directive import Directive, attached, column_after, directives
    from schemadiff.parser.format import format_sql
    from schemadiff.parser.loader import LoadResult, load
    from schemadiff.parser.nodes import mentions, node_sql, tree
    from schemadiff.parser.renamed import Renamed, renamed
    from schemadiff.parser.roles import create_role_stubs, role_names, stubs
    from schemadiff.parser.schema import parse, split_migration
    from schemadiff.parser.sources import SourceFile, read_sources
    from schemadiff.parser.statements import LocatedStatement, StatementKind
    from schemadiff.parser.tablespaces import create_tablespace_stubs, tablespace_names

__all__ = [
    "DataStep",
    "Directive",
    "LoadResult",
    "LocatedStatement",
    "Renamed",
    "SourceFile",
    "StatementKind",
    "attached",
    "column_after",
    "create_role_stubs",
    "create_tablespace_stubs",
    "data_steps",
    "directives",
    "format_sql",
    "load",
    "mentions",
    "node_sql",
    "parse",
    "read_sources",
    "renamed",
    "role_names",
    "split_migration",
    "stubs",
    "tablespace_names",
    "tree",
]

_MODULES = {
    "DataStep": "datasteps",
    "Directive": "directive",
    "LoadResult": "loader",
    "LocatedStatement": "statements",
    "Renamed": "renamed",
    "SourceFile": "sources",
    "StatementKind": "statements",
    "attached": "directive",
    "column_after": "directive",
    "create_role_stubs": "roles",
    "create_tablespace_stubs": "tablespaces",
    "data_steps": "datasteps",
    "directives": "directive",
    "format_sql": "format",
    "load": "loader",
    "mentions": "nodes",
    "node_sql": "nodes",
    "parse": "schema",
    "read_sources": "sources",
    "renamed": "renamed",
    "role_names": "roles",
    "split_migration": "schema",
    "stubs": "roles",
    "tablespace_names": "tablespaces",
    "tree": "nodes",
}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f"{__name__}.{_MODULES[name]}")
    found: object = getattr(module, name)
    globals()[name] = found
    return found
