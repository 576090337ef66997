"""A server of maps on this machine: it answers by a function of what it is asked, and keeps what that was."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.local_server import QuietHandler, local_server

Answer = tuple[int, Any] | None
"""Status and content; None hangs."""


@dataclass(frozen=True)
class Asked:
    path: str
    query: dict[str, str]
    body: Any
    user_agent: str


@dataclass
class MapServer:
    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)


@contextmanager
def map_server(answer: Callable[[Asked], Answer]) -> Iterator[MapServer]:
    made = MapServer()

    class Handler(QuietHandler):
        def do_GET(self) -> None:  # noqa: N802 - it is the parent's name
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length", 0))
            body = json.loads(self.rfile.read(length)) if length else None
            asked = Asked(parts.path, dict(parse_qsl(parts.query)), body, self.headers["User-Agent"])
            made.asked.append(asked)
            given = answer(asked)
            if given is None:
                made.released.wait(5)
                return
            content = json.dumps(given[1]).encode()
            self.send_response(given[0])
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815 - it is the parent's name

    with local_server(Handler, made.released) as address:
        made.url = address
        yield made
