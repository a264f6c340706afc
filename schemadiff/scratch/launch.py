"""Starts a PostgreSQL program as a process that root may start and that does not outlive whom it serves.

Run as a script, by path, with nothing but the standard library: `launch.py [OPTION...] -- PROGRAM ARGUMENT...`

    --namespace       as root: in a user namespace where one is an ordinary user, as PostgreSQL wants it
    --user UID:GID    as root: as that user
    --tie PID         Linux: SIGINT, a fast shutdown, when the thread of process PID that started this ends
    --watch FILE      SIGINT when nobody holds a lock on FILE any more, unless FILE.keep names the process
    --detach FILE     run apart from this process, which ends as soon as FILE, postmaster.pid, says ready
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from pathlib import Path

NO_NAMESPACE = 97
ORDINARY = 1000
READY_LINE = 7
_NEW_USER_NAMESPACE = 0x10000000
_SET_DEATH_SIGNAL = 1
_POLL = 0.01


def main(arguments: list[str]) -> None:
    """Does what the module's text says."""
    end = arguments.index("--")
    program = arguments[end + 1 :]
    options = iter(arguments[:end])
    given = {name: "" if name == "--namespace" else next(options) for name in options}
    if "--detach" in given:
        detach(Path(given["--detach"]))
    if "--watch" in given and os.fork() == 0:
        watch(os.getppid(), given["--watch"])
    if "--namespace" in given:
        enter_namespace()
    if "--user" in given:
        become(given["--user"])
    if "--tie" in given:
        tie(int(given["--tie"]))
    os.execv(program[0], program)


def enter_namespace() -> None:
    """A user namespace in which root is an ordinary user; files still belong to root outside."""
    uid, gid = os.geteuid(), os.getegid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEW_USER_NAMESPACE) != 0:
        os._exit(NO_NAMESPACE)
    try:
        Path("/proc/self/uid_map").write_text(f"{ORDINARY} {uid} 1")
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/gid_map").write_text(f"{ORDINARY} {gid} 1")
    except OSError:
        os._exit(NO_NAMESPACE)


def become(who: str) -> None:
    """Gives root up for good."""
    uid, gid = (int(part) for part in who.split(":"))
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def tie(owner: int) -> None:
    """The end of the owner's thread ends this process. After every change of user, which would undo it."""
    ctypes.CDLL(None).prctl(_SET_DEATH_SIGNAL, signal.SIGINT)
    if os.getppid() != owner:
        os._exit(1)


def detach(pid_file: Path) -> None:
    """Goes on in a process of its own session; this one waits until the server there is ready, or has failed."""
    child = os.fork()
    if child == 0:
        os.setsid()
        return
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            os._exit(os.waitstatus_to_exitcode(status) or 1)
        if is_ready(pid_file, child):
            os._exit(0)
        time.sleep(_POLL)


def is_ready(pid_file: Path, process: int | None = None) -> bool:
    """Does the server's own file say that it, `process` where given, takes connections?"""
    try:
        lines = pid_file.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return False
    right = process is None or lines[0].strip() == str(process)
    return right and len(lines) > READY_LINE and lines[READY_LINE].strip() == "ready"


def watch(server: int, file: str) -> None:
    """Waits for the last user to go: a lock ends with its process, however that ends. New users wait for the stop."""
    import fcntl

    os.setsid()
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    # The server is this process's parent; its number cannot belong to another one while it is.
    if os.getppid() == server and not is_kept(server, Path(file + ".keep")):
        os.kill(server, signal.SIGINT)
        while os.getppid() == server:
            time.sleep(_POLL)
    os._exit(0)


def is_kept(server: int, file: Path) -> bool:
    """Did someone ask for the server to stay without users?"""
    return file.exists() and file.read_text().strip() == str(server)


if __name__ == "__main__":
    main(sys.argv[1:])
