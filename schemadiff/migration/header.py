"""What a migration file's header says."""

from __future__ import annotations

import re
from dataclasses import dataclass

FIRST_LINE = "-- schemadiff migration"
_FIELD = re.compile(r"-- (from|to|proof):\s+(\S.*)")
_ALLOW = re.compile(r"--[ \t]*schemadiff:[ \t]*allow[ \t]+(\S.*)")
_CHECKPOINT = re.compile(r"--[ \t]*schemadiff:[ \t]*checkpoint[ \t]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """`current` and `desired` are fingerprints; `generated` tells whether schemadiff wrote the file.

    `checkpoint`: the file makes the whole schema so far, for empty databases.
    """

    generated: bool
    current: str | None = None
    desired: str | None = None
    proof: str | None = None
    allow: tuple[str, ...] = ()
    checkpoint: bool = False


def read_header(text: str) -> Header:
    """The header of a migration's text: the comment lines at its top. A file written by hand may have `allow` only."""
    top = _comments(text)
    allow = tuple(code for line in top if (m := _ALLOW.match(line)) for code in re.split(r"[,\s]+", m[1]) if code)
    checkpoint = any(map(_CHECKPOINT.fullmatch, top))
    if not top or not top[0].startswith(FIRST_LINE):
        return Header(generated=False, allow=allow, checkpoint=checkpoint)
    fields = {m[1]: m[2].strip() for line in top if (m := _FIELD.match(line))}
    return Header(
        generated=True,
        current=fields.get("from"),
        desired=fields.get("to"),
        proof=fields.get("proof"),
        allow=allow,
        checkpoint=checkpoint,
    )


def _comments(text: str) -> list[str]:
    lines = []
    for line in text.split("\n"):
        if line.strip() and not line.startswith("--"):
            break
        lines.append(line)
    return lines
