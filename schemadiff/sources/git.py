"""Files of a revision, read by git itself: `git:REV:PATH`, and `migrations:git:REV:DIR` (git documentation, gitrevisions, git-ls-tree).

As of any other source, PATH is seen from the current folder, of whose repository REV is a revision: `git:HEAD~1:database/schema`.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from schemadiff.core.errors import UsageError
from schemadiff.parser import SourceFile

if TYPE_CHECKING:
    from collections.abc import Sequence

PREFIX = "git:"
FORM = "git:REV:PATH, as in git:HEAD~1:database/schema"
_FILE_MODES = ("100644", "100755", "100664")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Blob:
    path: Path
    id: str


def read_files(source: str) -> tuple[SourceFile, ...]:
    """The file that `source` names, or the `*.sql` files of the folder, recursively and sorted, as `read_sources` gives them.

    Raises UsageError where there is no git, no such revision or no such path there, SqlError where a file is not UTF-8.
    """
    revision, path = _parts(source)
    blobs = _blobs(revision, path)
    if [b.path for b in blobs] != [path]:
        blobs = sorted((b for b in blobs if b.path.suffix == ".sql"), key=lambda b: b.path)
        if not blobs:
            raise UsageError(f"no .sql file in {source}", hint="name a .sql file, or a folder that has some")
    names = [f"{PREFIX}{revision}:{b.path.as_posix()}" for b in blobs]
    return tuple(SourceFile(name=name, text=text) for name, text in zip(names, _texts(blobs, source), strict=True))


def read_folder(source: str) -> dict[str, str]:
    """Names and texts of the files that stand directly in the folder that `source` names. Raises as `read_files`."""
    revision, path = _parts(source)
    blobs = [b for b in _blobs(revision, path) if b.path.parent == path]
    return {b.path.name: text for b, text in zip(blobs, _texts(blobs, source), strict=True)}


def _parts(source: str) -> tuple[str, Path]:
    revision, colon, path = source.removeprefix(PREFIX).partition(":")
    if not colon or not revision or not path or revision.startswith("-"):
        raise UsageError(f"not a revision and a path: {source}", hint=FORM)
    return revision, Path(path)


def _blobs(revision: str, path: Path) -> list[_Blob]:
    commit = _git("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}", wrong=f"no such revision: {revision}")
    # Of a folder git lists what is in it where its name ends with a slash, which a file's does not bear.
    listed = _git(
        "ls-tree", "-r", "-z", commit.decode().strip(), "--", *([] if path == Path() else [str(path)]), wrong=f"no such path: {path}"
    )
    rows = [row.partition("\t") for row in listed.decode(errors="surrogateescape").split("\0") if row]
    found = [_Blob(path=Path(name), id=head.split()[2]) for head, _, name in rows if head.split()[0] in _FILE_MODES]
    if not found:
        raise UsageError(f"{path} is not in revision {revision}", hint=f"`git ls-tree -r --name-only {revision}` lists what is")
    return found


def _texts(blobs: Sequence[_Blob], source: str) -> list[str]:
    """The texts of `blobs`, all by one process."""
    from schemadiff.parser.sources import decode

    ids = "\n".join(b.id for b in blobs).encode()
    answer, at, texts = _git("cat-file", "--batch", wrong=f"cannot read {source}", stdin=ids), 0, []
    for blob in blobs:
        # A line of id, type and size, the content, a line's end.
        head = answer.index(b"\n", at) + 1
        end = head + int(answer[at:head].split()[2])
        texts.append(decode(answer[head:end], str(blob.path)))
        at = end + 1
    return texts


def _git(*arguments: str, wrong: str, stdin: bytes = b"") -> bytes:
    """What git prints. Raises UsageError, `wrong` with git's own words, where it fails."""
    try:
        done = subprocess.run(["git", *arguments], input=stdin, capture_output=True, check=False)
    except FileNotFoundError:
        raise UsageError("a source of git: needs the git program, which is not on PATH") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().removeprefix("fatal: ")
        raise UsageError(f"{wrong} ({said})" if said else wrong, hint=FORM)
    return done.stdout
