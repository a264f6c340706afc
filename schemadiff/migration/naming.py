"""Names and versions of new migrations."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from schemadiff.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemadiff.migration.folder import Folder

MAX_LENGTH = 60
_STAMP = "%Y%m%d%H%M%S"
_SUMMARY = re.compile(r"(?P<verb>\w+) (?P<kind>(?:[a-z]+ )*)(?P<path>\S.*)", re.DOTALL)
_PATH = re.compile(r'(?:"(?:[^"]|"")*"|[^\s("])+')
_PART = re.compile(r'"(?:[^"]|"")*"|[^."(]+')
_UNTOLD = ("table", "column")
# What a migration is named after where it does several things, most telling first.
_RANK = (
    "table", "column", "view", "type", "enum", "domain", "function", "procedure", "aggregate", "sequence", "schema",
    "extension", "index", "constraint", "trigger", "policy", "rule",
)  # fmt: skip
_LAST = len(_RANK)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    verb: str
    kind: str
    path: tuple[str, ...]

    @property
    def rank(self) -> tuple[int, int]:
        return (_RANK.index(self.kind) if self.kind in _RANK else _LAST, len(self.path))

    @property
    def name(self) -> str:
        path = self.path[1:] if len(self.path) > 1 and self.path[0] == "public" else self.path
        kind = () if self.kind in _UNTOLD else (self.kind,)
        return slug("_".join((self.verb, *kind, *path)))


def derive_name(summaries: Sequence[str]) -> str:
    """A name for a migration that does `summaries` (`add column public.users.phone` gives `add_users_phone`).

    Several changes give the most telling one and how many others there are: `add_users_phone_and_2_more`; what belongs
    to an object that is itself made or dropped is not counted.
    """
    changes = [change for summary in summaries if (change := _read(summary))]
    if not changes:
        return "change"
    first = min(changes, key=lambda c: c.rank)
    roots = [c.path for c in changes if c.verb in {"create", "add", "drop"}]
    others = {(c.kind, c.path) for c in changes if not any(_inside(c.path, root) for root in (*roots, first.path))}
    others.discard((first.kind, first.path))
    end = f"_and_{len(others)}_more" if others else ""
    return first.name[: MAX_LENGTH - len(end)].rstrip("_") + end


def slug(text: str) -> str:
    """`text` as a part of a file's name: ASCII letters, digits and underscores, 60 at most."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:MAX_LENGTH].rstrip("_") or "change"


def check_name(name: str) -> str:
    """A name that a user gave, as a slug. Raises UsageError where nothing of it is left."""
    if not re.search(r"[a-zA-Z0-9]", unicodedata.normalize("NFKD", name)):
        raise UsageError(f"not a name for a migration: {name!r}", hint="use letters, digits and underscores")
    return slug(name)


def next_version(folder: Folder, now: datetime | None = None) -> str:
    """The time, in UTC, as YYYYMMDDHHMMSS; one second past the folder's newest migration where that is not older."""
    stamp = (now or datetime.now(UTC)).astimezone(UTC).strftime(_STAMP)
    if not folder.migrations or folder.migrations[-1].key < int(stamp):
        return stamp
    newest = folder.migrations[-1].version
    try:
        return (datetime.strptime(newest, _STAMP).replace(tzinfo=UTC) + timedelta(seconds=1)).strftime(_STAMP)
    except (ValueError, OverflowError):
        return str(int(newest) + 1).zfill(len(newest))


def _read(summary: str) -> _Change | None:
    match = _SUMMARY.fullmatch(summary.strip())
    if match is None:
        return None
    words = match["kind"].split()
    parts = _PART.findall(found[0]) if (found := _PATH.match(match["path"])) else []
    path = tuple(p[1:-1].replace('""', '"') if p.startswith('"') else p for p in parts)
    return _Change(verb=match["verb"].lower(), kind=words[-1] if words else "", path=path or (match["path"],))


def _inside(path: tuple[str, ...], root: tuple[str, ...]) -> bool:
    return len(path) > len(root) and path[: len(root)] == root
