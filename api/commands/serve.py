"""``crewdispatch serve``: one command from nothing to a running desk."""

from __future__ import annotations

import gc
from socket import socket
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from api.dependencies import Service

GRACE_SECONDS = 20
"""How long requests may go on after the service was asked to stop."""


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; put a TLS proxy before any other than this.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8000,
    demo: Annotated[
        bool, typer.Option("--demo", help="Fill an empty desk with a sample day, and print its accounts once.")
    ] = False,
) -> None:
    """Bring the database up to date, and serve the desk until asked to stop.

    Settings are read from the environment (CREWDISPATCH_DATABASE_URL and others).
    """
    import uvicorn

    from api.app import create_app
    from api.first_start import make_ready
    from api.observing import log_as_json
    from api.settings import read_settings

    settings = read_settings()
    log_as_json()
    app = create_app(settings, planning=True)
    make_ready(app.state.service)
    if demo:
        _fill(app.state.service)
    # Requests are logged by the app itself, without addresses.
    config = uvicorn.Config(
        app, host=host, port=port, access_log=False, log_level="warning", timeout_graceful_shutdown=GRACE_SECONDS
    )

    class Server(uvicorn.Server):
        """Ends live streams first: they would keep it waiting."""

        async def startup(self, sockets: list[socket] | None = None) -> None:
            await super().startup(sockets)
            # What is there by now stays: were it looked through again and again, all would wait a tenth of a second.
            gc.collect()
            gc.freeze()

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            app.state.service.feed.close()
            super().handle_exit(sig, frame)

    Server(config).run()


def _fill(desk: Service) -> None:
    from api.demo import load_demo

    made = load_demo(desk)
    if not made:
        print("the desk has tickets or accounts already; no demo was loaded", flush=True)
        return
    print("The sample day is loaded. These passwords are shown this once:", flush=True)
    for account in made:
        whose = f", crew {account.user.crew_id}" if account.user.crew_id else ""
        print(f"  {account.user.login:12} {account.password}  ({account.user.role}{whose})", flush=True)
