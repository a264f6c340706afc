"""One PostgreSQL cluster in a folder: made, started, stopped. Whoever calls holds the folder's lock."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from schemadiff.core.errors import ScratchError
from schemadiff.scratch.folders import cache_folder, private_folder, public_folder, socket_folder
from schemadiff.scratch.launch import is_ready

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemadiff.scratch.binaries import Binaries

START_TIMEOUT = 60.0
STOP_TIMEOUT = 10.0
POLL = 0.002
NOBODY = 65534
EXTENSIONS = Path(__file__).parent / "extensions"
EXTENSION_PATH_SINCE = 18
_LAUNCHER = Path(__file__).parent / "launch.py"
_LOCALES = ("C.UTF-8", "C")


def place(*parts: str) -> tuple[Path, int | None]:
    """The folder for clusters of a kind, and the account to run them; None is one's own, or root's in a namespace."""
    if os.geteuid() == 0 and not _namespace_works():
        return public_folder().joinpath(*parts), NOBODY
    return cache_folder().joinpath(*parts), None


@functools.cache
def _namespace_works() -> bool:
    """May root make a user namespace? Containers often forbid it."""
    return subprocess.run([*_launcher(), "--namespace", "--", shutil.which("true") or ""], check=False).returncode == 0


class Cluster:
    """A cluster under `home`: `home/data`, `home/log`, and a socket in a short folder that only this user enters."""

    def __init__(self, binaries: Binaries, home: Path, *, superuser: str = "postgres") -> None:
        self.binaries = binaries
        self.superuser = superuser
        self.home = home
        self.data = home / "data"
        self.log = home / "log"
        self.sockets = socket_folder(self.data)
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def exists(self) -> bool:
        """Was it made?"""
        return (self.data / "PG_VERSION").is_file()

    def url(self, database: str = "postgres") -> str:
        """The URL of one of its databases."""
        return f"postgresql://{self.superuser}@/{quote(database, safe='')}?host={quote(str(self.sockets), safe='')}&port=5432"

    def create(self, *, account: int | None = None) -> None:
        """Makes it anew, in a folder that is renamed when finished. Raises ScratchError."""
        new = self.home.with_name(self.home.name + ".new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True, mode=0o700)
        if account is not None:
            os.chown(new, account, account)
        for locale in _LOCALES:
            done = self._initdb(new / "data", locale, new)
            if done.returncode == 0:
                break
            shutil.rmtree(new / "data", ignore_errors=True)
        else:
            shutil.rmtree(new, ignore_errors=True)
            message = f"PostgreSQL's initdb failed: {_last_lines(done.stdout)}"
            raise ScratchError(message, hint=_memory_hint(done.stdout))
        self.destroy()
        new.rename(self.home)

    def destroy(self) -> None:
        """Removes it."""
        if self.home.exists():
            old = self.home.with_name(self.home.name + ".old")
            shutil.rmtree(old, ignore_errors=True)
            self.home.rename(old)
            shutil.rmtree(old, ignore_errors=True)

    def start(self, settings: Sequence[str], *, lock: Path, apart: bool = False) -> None:
        """Starts the server: tied to this process, or, `apart` from it, until nobody locks the file.

        Raises ScratchError where the server does not start.
        """
        self._settle_leftover()
        owner = self.home.stat().st_uid
        private_folder(self.sockets, owner=owner if os.getuid() == 0 else None)
        command = [str(self.binaries.program("postgres")), "-D", str(self.data), "-h", "", "-k", str(self.sockets)]
        for setting in (*settings, *self._extension_path()):
            command += ["-c", setting]
        arguments = [*self._identity(self.home), "--", *command]
        if apart:
            process = self._spawn(["--detach", str(self._pid_file), "--watch", str(lock), *arguments])
        elif sys.platform == "linux":
            process = self._tied(["--tie", str(os.getpid()), *arguments])
        else:
            process = self._spawn(["--watch", str(lock), *arguments])
        self._await(process, detached=apart)
        self._child = None if apart else process

    def running(self) -> int | None:
        """The process number of its server, where one runs."""
        try:
            pid = int(self._pid_file.read_text(encoding="utf-8", errors="replace").split("\n", 1)[0])
        except (OSError, ValueError):
            return None
        return pid if _runs_on(pid, self.data) else None

    def stop(self) -> None:
        """Stops the server, fast, and harder where that does not help."""
        child, pid = self._child, self.running()
        self._child = None
        if pid is None and child is None:
            return
        number = pid or (child.pid if child else 0)
        for sent, patience in ((signal.SIGINT, STOP_TIMEOUT), (signal.SIGQUIT, STOP_TIMEOUT), (signal.SIGKILL, 1.0)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, sent)
            limit = time.monotonic() + patience
            while time.monotonic() < limit:
                if (child.poll() is not None) if child else self.running() is None:
                    with contextlib.suppress(OSError):
                        self.sockets.rmdir()
                    return
                time.sleep(POLL)

    @property
    def _pid_file(self) -> Path:
        return self.data / "postmaster.pid"

    def _initdb(self, data: Path, locale: str, home: Path) -> subprocess.CompletedProcess[str]:
        command = [*_launcher(), *self._identity(home), "--", str(self.binaries.program("initdb"))]
        command += ["--no-sync", "-E", "UTF8", f"--locale={locale}", "-U", self.superuser, "-A", "trust", "-D", str(data)]
        return subprocess.run(command, env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)

    def _identity(self, home: Path) -> list[str]:
        """PostgreSQL refuses to run as root: it becomes the account that owns the folder, or a user in a namespace."""
        if os.geteuid() != 0:
            return []
        owner = home.stat().st_uid
        return ["--namespace"] if owner == 0 else ["--user", f"{owner}:{owner}"]

    def _extension_path(self) -> tuple[str, ...]:
        if self.binaries.major < EXTENSION_PATH_SINCE or not EXTENSIONS.is_dir():
            return ()
        return (f"extension_control_path=$system:{EXTENSIONS}",)

    def _settle_leftover(self) -> None:
        """A server that a killed process left is just stopping; a postmaster.pid may name a process of today."""
        limit = time.monotonic() + STOP_TIMEOUT
        pid = self.running()
        while pid is not None and time.monotonic() < limit:
            time.sleep(POLL)
            pid = self.running()
        if pid is not None:
            self.stop()
        # PostgreSQL would take a zombie, or another process of that number, for the server.
        for left in (self._pid_file, self.sockets / ".s.PGSQL.5432.lock", self.sockets / ".s.PGSQL.5432"):
            left.unlink(missing_ok=True)

    def _tied(self, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
        """Linux ties a process to the thread that started it: this one lasts as long as the server."""
        started: list[subprocess.Popen[bytes]] = []
        failed: list[OSError] = []
        done = threading.Event()

        def keep() -> None:
            try:
                process = self._spawn(arguments)
            except OSError as error:
                failed.append(error)
                done.set()
                return
            started.append(process)
            done.set()
            process.wait()

        threading.Thread(target=keep, name="schemadiff-scratch", daemon=True).start()
        done.wait()
        if failed:
            raise ScratchError(f"PostgreSQL could not be started: {failed[0]}")
        return started[0]

    def _spawn(self, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
        with self.log.open("wb") as log:
            return subprocess.Popen(
                [*_launcher(), *arguments],
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C in a terminal is for schemadiff, which then stops its server.
                start_new_session=True,
            )

    def _await(self, process: subprocess.Popen[bytes], *, detached: bool) -> None:
        limit = time.monotonic() + START_TIMEOUT
        while time.monotonic() < limit:
            code = process.poll()
            if code == 0 and detached:
                return
            if code is not None:
                break
            if not detached and is_ready(self._pid_file, process.pid):
                return
            time.sleep(POLL)
        else:
            process.kill()
        text = self.log.read_text(encoding="utf-8", errors="replace")
        raise ScratchError(f"PostgreSQL did not start: {_last_lines(text)}", hint=_memory_hint(text))


def _launcher() -> list[str]:
    return [sys.executable, "-I", "-S", str(_LAUNCHER)]


def _environment() -> dict[str, str]:
    """The environment without settings for PostgreSQL; messages in English, times in UTC, so that runs are alike."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def _runs_on(pid: int, data: Path) -> bool:
    """Is process `pid` the server of `data`? Numbers are reused; a server's working folder is its data's."""
    if not Path("/proc/self/cwd").exists():
        done = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
        return str(data) in done.stdout
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == data.resolve()
    except OSError:
        return False


def _last_lines(text: str) -> str:
    lines = [line for line in text.strip().split("\n") if line.strip()]
    return " | ".join(lines[-3:]) or "it said nothing"


def _memory_hint(text: str) -> str | None:
    if "No space left" in text:
        return "make room on the disk of the cache folder, or in /dev/shm"
    return "or name a server: --dev-url postgresql://…"
