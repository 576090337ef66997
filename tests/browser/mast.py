"""What carries a phone's connections to a server, and can lose them: no signal that a browser finds a way around."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

CHUNK = 65_536


class Mast(socketserver.ThreadingTCPServer):
    """Relays to one port of this machine. Without signal it ends every connection, and answers none."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Call)
        self.beyond = ("127.0.0.1", port)
        self.address = f"http://127.0.0.1:{self.server_address[1]}"
        self._has_signal = True
        self._lock = threading.Lock()
        self._carried: set[socket.socket] = set()

    def lose_signal(self) -> None:
        """End what is connected, and all that tries to."""
        with self._lock:
            self._has_signal = False
            for end in self._carried:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def find_signal(self) -> None:
        """Carry connections again."""
        with self._lock:
            self._has_signal = True

    def takes(self, *ends: socket.socket) -> bool:
        """Whether a connection is carried."""
        with self._lock:
            if self._has_signal:
                self._carried.update(ends)
            return self._has_signal

    def drops(self, *ends: socket.socket) -> None:
        """A connection is over."""
        with self._lock:
            self._carried.difference_update(ends)


class _Call(socketserver.BaseRequestHandler):
    server: Mast
    request: socket.socket

    def handle(self) -> None:
        with socket.create_connection(self.server.beyond) as far:
            if not self.server.takes(self.request, far):
                return
            back = threading.Thread(target=_carry, args=(far, self.request), daemon=True)
            back.start()
            _carry(self.request, far)
            back.join()
            self.server.drops(self.request, far)


def _carry(sender: socket.socket, receiver: socket.socket) -> None:
    with suppress(OSError):
        while piece := sender.recv(CHUNK):
            receiver.sendall(piece)
    with suppress(OSError):
        receiver.shutdown(socket.SHUT_WR)


@contextmanager
def mast(port: int) -> Iterator[Mast]:
    """A mast that stands for the block."""
    with Mast(port) as standing:
        thread = threading.Thread(target=standing.serve_forever, daemon=True)
        thread.start()
        yield standing
        standing.lose_signal()
        standing.shutdown()
        thread.join()
