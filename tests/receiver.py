"""A receiver of webhooks on this machine: it fails, hangs and answers as it is told, and keeps what came."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Receiver:
    """`answers` says how the next ones are answered: a status, or None to hang; then 200 for good."""

    url: str = ""
    answers: list[int | None] = field(default_factory=list)
    came: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """Id and content of every message that was answered with 200, as often as it came."""
    tried: list[str] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def once(self) -> list[tuple[str, dict[str, Any]]]:
        """What a receiver that knows ids has taken: each once, in the order of its first coming."""
        return list({own_id: (own_id, content) for own_id, content in reversed(self.came)}.values())[::-1]

    def take(self, own_id: str, body: bytes) -> int | None:
        with self._lock:
            self.tried.append(own_id)
            answer = self.answers.pop(0) if self.answers else 200
            if answer == 200:
                self.came.append((own_id, json.loads(body)))
            return answer


def is_signed(secret: str, headers: Any, body: bytes) -> bool:
    """As Standard Webhooks has it."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return hmac.compare_digest(expected, headers["webhook-signature"])


@contextmanager
def receiver(secret_of: Any = None) -> Iterator[Receiver]:
    made = Receiver()
    checked: list[bool] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if secret_of is not None:
                checked.append(is_signed(secret_of(), self.headers, body))
            answer = made.take(self.headers["webhook-id"], body)
            if answer is None:
                made.released.wait(5)
                answer = 503
            self.send_response(answer)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - it is the parent's name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    yield made
    made.released.set()
    server.shutdown()
    thread.join()
    server.server_close()
    assert all(checked), "a message was not signed by its hook's secret"
