"""Identity of database objects, the one codec that writes and reads it, and the one function that quotes names.

Kinds and paths are named as `pg_identify_object()` names them (PostgreSQL documentation, 9.27.6 "Object Information and
Addressing Functions").
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import NamedTuple

from schemadiff.core.keywords import RESERVED

PLAIN = re.compile(r"[a-z_][a-z0-9_$]*\Z")


class ObjectId(NamedTuple):
    """`kind` in PostgreSQL's words (`table column`), `path` from the outermost name inwards (schema, table, column).

    Routines carry their argument types as the last element: `("public", "f", "integer, text")`.
    An attribute of another object (comment, owner, privilege) has that object's kind and path, then its own.
    """

    kind: str
    path: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.kind} {'.'.join(display(p) for p in self.path)}"

    def encode(self) -> str:
        """The identity as one line of JSON; `decode` reads it back."""
        return json.dumps([self.kind, *self.path], ensure_ascii=False)

    @classmethod
    def decode(cls, text: str) -> ObjectId:
        """Reads what `encode` wrote. Raises ValueError on anything else."""
        match json.loads(text):
            case [str(kind), *path] if all(isinstance(p, str) for p in path):
                return cls(kind, tuple(path))
        raise ValueError(f"not an object identity: {text!r}")


@lru_cache(maxsize=65536)
def quote(name: str) -> str:
    """`name` as an SQL identifier, quoted where PostgreSQL's quote_identifier() quotes it."""
    if PLAIN.match(name) and name not in RESERVED:
        return name
    return '"' + name.replace('"', '""') + '"'


def qualified(*path: str) -> str:
    """Names joined by dots, each quoted where it must be: `public."Order"`."""
    return ".".join(map(quote, path))


def literal(text: str) -> str:
    """`text` as an SQL string constant that reads the same under any standard_conforming_strings."""
    escaped = text.replace("'", "''")
    return f"E'{escaped}'".replace("\\", "\\\\") if "\\" in text else f"'{escaped}'"


def display(name: str) -> str:
    """A path element for a person: as it is where that is unambiguous, else quoted."""
    return name if not name or re.match(r"[\w ,()\[\]*$]+\Z", name) else quote(name)
