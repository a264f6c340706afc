"""Snapshots of desired SQL, kept by what they were made from: content, server version, versions of extensions."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from schemadiff.core import codec
from schemadiff.core.version import VERSION
from schemadiff.objects import KIND

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemadiff.core.fact import Snapshot

KEPT = 64


def folder() -> Path:
    return Path(platformdirs.user_cache_dir("schemadiff")) / "snapshots"


def key(texts: Iterable[str], server: str) -> str:
    """A name for what `texts` make on `server` (its version and those of its extensions), by this very code."""
    digest = hashlib.sha256()
    for text in (server, code_version(), *texts):
        digest.update(hashlib.sha256(text.encode()).digest())
    return digest.hexdigest()


def code_version() -> str:
    """Changes whenever an object kind's query or definition may have changed."""
    queries = sorted((k.name, hashlib.sha256(k.query.encode()).hexdigest()) for k in KIND.values())
    return repr((VERSION, codec.FORMAT, queries))


def load(key: str) -> Snapshot | None:
    """The snapshot kept under `key`; None where there is none, or none that can be read."""
    try:
        return codec.decode((folder() / key).read_text(encoding="utf-8"), KIND)
    except (OSError, ValueError):
        return None


def save(key: str, snapshot: Snapshot) -> None:
    """Keeps `snapshot`, readable by its user only. A cache that cannot be written is no error."""
    try:
        folder().mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=folder(), delete=False) as file:
            file.write(codec.encode(snapshot))
        Path(file.name).replace(folder() / key)
        forget_oldest()
    except OSError:
        return


def forget_oldest() -> None:
    """Only the most recent ones are worth their place."""
    files = sorted(folder().iterdir(), key=lambda f: f.stat().st_mtime, reverse=True)
    for file in files[KEPT:]:
        file.unlink(missing_ok=True)
