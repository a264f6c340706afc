"""A schema as a folder with a file an object."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from schemadiff.api.sql import plan_sql
from schemadiff.core.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.core.fact import Snapshot
    from schemadiff.core.identity import ObjectId

LONGEST = 120
"""Characters of a file's name: file systems take 255 bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitFolder:
    """what `split_schema` did: the files of the schema, those of them that are new or changed, and those that were deleted."""

    files: tuple[Path, ...]
    written: tuple[Path, ...]
    deleted: tuple[Path, ...]


def split_schema(snapshot: Snapshot, folder: Path, *, prune: bool = False) -> SplitFolder:
    """Writes `snapshot` as `folder/<kind>/<schema.name>.sql`, a file an object with all its parts; the folder is a source again.

    Files that say the same already are left as they are. Raises RefusedError where the folder holds other `.sql` files, which
    would be read with these, unless `prune`, which deletes them; MigrationError where a file cannot be written.
    """
    from schemadiff.diff import parts
    from schemadiff.migration.files import replace_file

    texts: dict[Path, str] = {}
    for part in parts(snapshot):
        path = folder / file_of(part.object)
        texts[path] = texts.get(path, "") + plan_sql(part.plan, hazards=False)
    foreign = tuple(sorted(p for p in _held(folder) if p not in texts)) if folder.is_dir() else ()
    if foreign and not prune:
        names = "".join(f"\n  {p}" for p in foreign)
        message = f"{folder} holds files of something else, which would be read with the schema:{names}"
        raise RefusedError(message, hint="--prune deletes them")
    changed = tuple(p for p, text in texts.items() if not p.is_file() or p.read_text(encoding="utf-8") != text)
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, texts[path])
    for path in foreign:
        path.unlink()
    return SplitFolder(files=tuple(texts), written=changed, deleted=foreign)


def _held(folder: Path) -> Iterator[Path]:
    """The `.sql` files that a source of this folder would read, those of folders that it links to aside: they are not its own."""
    for place, names, files in os.walk(folder):
        names.sort()
        yield from (found for name in files if name.endswith(".sql") and (found := Path(place, name)).is_file())


def file_of(id: ObjectId) -> str:
    """The file of an object, relative and safe on every file system: `table/public.users.sql`.

    Routines of one name share a file, and so do names that differ in case only.
    """
    names = id.path[:2] if len(id.path) > 1 else id.path
    stem = ".".join(n for n in names).casefold()
    safe = re.sub(r"[^\w.-]", "_", stem)[:LONGEST]
    return f"{id.kind.replace(' ', '_')}/{safe}.sql"
