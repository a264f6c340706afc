"""A proxy that counts the messages a client sends to PostgreSQL, and strikes at one of them.

Every message is a boundary: nothing in the product has to know of it (documentation, chapter "Frontend/Backend Protocol").
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

COMMIT = b"COMMIT\0"
# Longer than the applier waits before it ends a session that the network has forgotten.
FOR_LONG = 20.0


@dataclass
class Strike:
    """At message `number` (from 1), or at COMMIT `number`: before the server gets it, or `after` it was carried out.

    What happens then is `act`, or, without it, the connection is cut; `half_open` leaves the server's end open for so many
    seconds.
    """

    number: int
    at_commit: bool = False
    after: bool = False
    half_open: float = 0
    act: Callable[[], None] | None = None
    happened: threading.Event = field(default_factory=threading.Event)


class Proxy:
    """Listens on a socket in `folder`; `url` leads by way of it to the server of the URL it was made with."""

    def __init__(self, url: str, folder: Path) -> None:
        parts = urlsplit(url)
        where = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self._server = str(Path(where["host"]) / f".s.PGSQL.{where['port']}")
        self.url = f"postgresql://{parts.username or 'postgres'}@{parts.path}?host={folder}&port=6543"
        self.strike: Strike | None = None
        self.messages = self.commits = 0
        self._lock = threading.Lock()
        self._muted: set[socket.socket] = set()
        self._open: list[socket.socket] = []
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / ".s.PGSQL.6543"))
        self._listener.listen(64)
        threading.Thread(target=self._accept, daemon=True).start()

    def arm(self, strike: Strike | None) -> None:
        """Counts from 0 again, and strikes as told."""
        with self._lock:
            self.messages = self.commits = 0
            self.strike = strike

    def close(self) -> None:
        """Listens no more, and cuts what is open."""
        for one in (self._listener, *self._open):
            _shut(one)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.socket(socket.AF_UNIX)
                try:
                    server.connect(self._server)
                except OSError:
                    _shut(client)
                    continue
                self._open += [client, server]
                threading.Thread(target=self._answers, args=(server, client), daemon=True).start()
                threading.Thread(target=self._requests, args=(client, server), daemon=True).start()

    def _answers(self, server: socket.socket, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
                if client in self._muted:
                    continue
                client.sendall(data)
        _shut(client)

    def _requests(self, client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError, EOFError):
            length = _exactly(client, 4)
            server.sendall(length + _exactly(client, struct.unpack("!i", length)[0] - 4))
            while True:
                head = _exactly(client, 5)
                message = head + _exactly(client, struct.unpack("!i", head[1:])[0] - 4)
                strike = self._due(message)
                if strike is None:
                    server.sendall(message)
                else:
                    self._hit(strike, message, client, server)
                    return
        _shut(server)
        _shut(client)

    def _due(self, message: bytes) -> Strike | None:
        with self._lock:
            self.messages += 1
            commit = message.endswith(COMMIT)
            self.commits += commit
            strike = self.strike
            if strike is None or strike.happened.is_set():
                return None
            hit = commit and self.commits == strike.number if strike.at_commit else self.messages == strike.number
            return strike if hit else None

    def _hit(self, strike: Strike, message: bytes, client: socket.socket, server: socket.socket) -> None:
        if strike.after:
            self._muted.add(client)
            server.sendall(message)
            time.sleep(0.02)
        if strike.act:
            strike.happened.set()
            strike.act()
        else:
            _shut(client)
            strike.happened.set()
        time.sleep(strike.half_open)
        _shut(server)
        _shut(client)


def _exactly(source: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        more = source.recv(count - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def _shut(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
