"""pg_dump as an independent judge: what schemadiff does not model cannot hide from it."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from typing import TYPE_CHECKING

from schemadiff.connect import client_target
from schemadiff.core.errors import ScratchError
from schemadiff.core.expression import canonical
from schemadiff.objects.generic_options import SECRET
from schemadiff.scratch import client_program

if TYPE_CHECKING:
    from schemadiff.scratch import ScratchServer

HEAD = re.compile(r"^-- Name: (.*); Type: (.*); Schema: (.*); Owner: ?(.*)$")
NOISE = re.compile(r"(--|\\|SET |SELECT pg_catalog\.set_config)")
FOREIGN = ("CREATE FOREIGN ", "CREATE SERVER ", "CREATE USER MAPPING ", "ALTER FOREIGN TABLE ")
SECRET_OPTION = re.compile(rf" +\"?[^ '\"]*({SECRET})[^ '\"]*\"? '", re.IGNORECASE)
CONNECTION = re.compile(r"(?<=CONNECTION )E?'(?:[^']|'')*'")
POLICY_ROLES = re.compile(r"(?<= TO )[^(;]+?(?= USING \(| WITH CHECK \(|;)")
STATISTICS_COLUMNS = re.compile(r"(?<= ON ).+(?= FROM )")
PUBLISHED_COLUMNS = re.compile(r"(?<= \()[^()]+(?=\)(?: WHERE |;$))")
# A schema may have event triggers that fire when anyone connects, the superuser of a server of our own, too.
LOGIN_TRIGGERS_SINCE = 17
UNORDERED = (
    "CREATE TABLE",
    "CREATE UNLOGGED TABLE",
    "CREATE FOREIGN TABLE",
    "CREATE OPERATOR FAMILY",
    "CREATE OPERATOR CLASS",
    "GRANT",
    "REVOKE",
)
Blocks = Counter[tuple[str, str]]


def dump(server: ScratchServer, url: str) -> Blocks | None:
    """The schema of the database at `url` as a multiset of (type and name, text); None where no pg_dump fits."""
    program = server.bin / "pg_dump" if server.bin else None
    if program is None or not program.exists():
        program = client_program("pg_dump", server.major)
    if program is None:
        return None
    # A server that the user names may want a password.
    target, environment = client_target(url)
    if server.guarded and server.major >= LOGIN_TRIGGERS_SINCE:
        environment["PGOPTIONS"] = "-c event_triggers=off"
    command = [str(program), "--schema-only", "-d", target]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False, env=environment)
    if done.returncode:
        raise ScratchError(f"pg_dump failed on a scratch database: {done.stderr.strip()}")
    return blocks(done.stdout)


def blocks(text: str) -> Blocks:
    """pg_dump's output by its own headings; the order of blocks, of columns, of grants and of operator families is free."""
    found: Blocks = Counter()
    heading, lines = "", list[str]()
    for line in [*text.split("\n"), "-- Name: ; Type: ; Schema: ; Owner: "]:
        match = HEAD.match(line)
        if not match:
            lines.append(line)
            continue
        body = normalised(lines)
        if heading and body:
            found[heading, body] += 1
        heading, lines = f"{match[2]} {match[3]}.{match[1]}".strip(), []
    return found


def normalised(lines: list[str]) -> str:
    kept = [canonical(line) for line in lines if line and not NOISE.match(line)]
    if any(line.startswith(FOREIGN) for line in kept):
        kept = without_secrets(kept)
    if kept and kept[0].startswith("CREATE POLICY "):
        # Their order is that in which the roles were made.
        kept[0] = POLICY_ROLES.sub(in_any_order, kept[0], count=1)
    if kept and kept[0].startswith("CREATE STATISTICS "):
        # Columns of statistics are in the order of the table's, which is free.
        kept[0] = STATISTICS_COLUMNS.sub(in_any_order, kept[0], count=1)
    if kept and kept[0].startswith("ALTER PUBLICATION "):
        kept[0] = PUBLISHED_COLUMNS.sub(in_any_order, kept[0], count=1)
    if kept and kept[0].startswith("CREATE SUBSCRIPTION "):
        kept[0] = CONNECTION.sub("'…'", kept[0])  # it may hold a password; schemadiff compares the rest of it
    if any(line.startswith(UNORDERED) for line in kept):
        kept = sorted(line.rstrip(" ,;") for line in kept)
    return "\n".join(kept)


def in_any_order(match: re.Match[str]) -> str:
    return ", ".join(sorted(match[0].split(", ")))


def without_secrets(lines: list[str]) -> list[str]:
    """Statements about foreign objects without the options that schemadiff leaves alone, and without what lists options."""
    shown = [line.removesuffix("OPTIONS (").rstrip(" ,;") for line in lines if not SECRET_OPTION.match(line)]
    return [line for line in shown if line not in ("", ")")]


def differences(have: Blocks, want: Blocks) -> list[str]:
    """Headings and first lines of what only one of the two has."""
    missing = [f"missing: {heading}\n{text}" for heading, text in (want - have)]
    return missing + [f"left over: {heading}\n{text}" for heading, text in (have - want)]
