"""Folders of clusters, and locks on files in them."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from pathlib import Path
from typing import Self

from schemadiff.core.errors import ScratchError

_LONGEST_SOCKET_FOLDER = 80


def cache_folder() -> Path:
    """Where clusters are kept from one run to the next."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("schemadiff"))


def public_folder() -> Path:
    """Where clusters of another account are kept: it cannot enter root's own folders."""
    base = Path("/var/tmp") if Path("/var/tmp").is_dir() else Path(tempfile.gettempdir())
    return private_folder(base / f"schemadiff-{_user()}", mode=0o711)


def socket_folder(data: Path) -> Path:
    """The short folder of the socket of the server on `data`, ours alone: the server trusts whoever can enter it."""
    mark = hashlib.sha256(os.fsencode(data)).hexdigest()[:10]
    cache = cache_folder()
    if data.is_relative_to(cache) and len(str(cache)) + len(mark) < _LONGEST_SOCKET_FOLDER:
        return cache / mark
    name = f"schemadiff-{_user()}-{mark}"
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime and len(runtime) + len(name) < _LONGEST_SOCKET_FOLDER and os.access(runtime, os.W_OK):
        return Path(runtime) / name
    return Path("/tmp") / name


def private_folder(folder: Path, *, mode: int = 0o700, owner: int | None = None) -> Path:
    """`folder`, made where missing. Raises ScratchError where someone else made it, or others may write to it."""
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=mode)
    found = folder.lstat()
    mine = found.st_uid in {_user(), _user() if owner is None else owner}
    if not stat.S_ISDIR(found.st_mode) or not mine:
        raise ScratchError(f"{folder} belongs to someone else", hint="remove it")
    if owner is not None and found.st_uid != owner:
        os.chown(folder, owner, -1)
    if stat.S_IMODE(found.st_mode) != mode:
        folder.chmod(mode)
    return folder


class FileLock:
    """A lock of the whole process on a file, which ends with it however that ends."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._descriptor: int | None = None

    def acquire(self, *, shared: bool = False, wait: bool = True) -> bool:
        """Takes the lock; False where another process holds it and `wait` is off."""
        import fcntl

        self.file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        how = (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB)
        try:
            fcntl.flock(descriptor, how)
        except BlockingIOError:
            os.close(descriptor)
            return False
        except BaseException:
            os.close(descriptor)
            raise
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        """Lets go."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def _user() -> int:
    return os.getuid()
