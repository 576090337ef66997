"""A mail server on this machine that takes every mail and keeps it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from socketserver import StreamRequestHandler, ThreadingTCPServer


@contextmanager
def mailbox() -> Iterator[tuple[int, list[Message]]]:
    """Its port, and what has come."""
    came: list[Message] = []

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 here")
            while line := self.rfile.readline().strip().upper():
                if line == b"DATA":
                    self.say("354 go on")
                    came.append(message_from_bytes(b"".join(iter(self.rfile.readline, b".\r\n"))))
                self.say("221 bye" if line == b"QUIT" else "250 fine")
                if line == b"QUIT":
                    return

        def say(self, words: str) -> None:
            self.wfile.write(f"{words}\r\n".encode())

    with ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address[1], came
        server.shutdown()
        thread.join()
