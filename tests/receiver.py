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
from typing import Any

from tests.local_server import QuietHandler, local_server


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

    class Handler(QuietHandler):
        def do_POST(self) -> None:  # noqa: N802 - it is the parent's name
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

    with local_server(Handler, made.released) as address:
        made.url = f"{address}/hook"
        yield made
    assert all(checked), "a message was not signed by its hook's secret"
