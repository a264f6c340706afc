"""Syntax trees as objects, for those who must know what a statement says (`pglast.ast`), and their parts as SQL again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.parser.statements import LocatedStatement


def tree(statement: LocatedStatement) -> Any:
    """The root of a statement's tree."""
    from pglast import parse_sql

    return parse_sql(statement.text)[0].stmt


def node_sql(node: Any) -> str:
    """An expression or type of a tree as SQL. Raises ValueError where that cannot be done."""
    from pglast.stream import RawStream

    try:
        return str(RawStream()(node))
    # The printer raises whatever it stumbles on in trees that it does not know.
    except (RuntimeError, LookupError, AttributeError, TypeError, AssertionError) as error:
        raise ValueError(f"no printer for this expression: {error}") from error


def mentions(node: Any) -> Iterator[str]:
    """The columns that an expression names, without the tables before them."""
    from pglast import ast

    if isinstance(node, ast.ColumnRef):
        last: Any = (node.fields or (None,))[-1]
        if isinstance(last, ast.String) and last.sval:
            yield last.sval
    elif isinstance(node, ast.Node):
        for name in node:
            yield from mentions(getattr(node, name))
    elif isinstance(node, tuple):
        for part in node:
            yield from mentions(part)
