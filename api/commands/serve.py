"""``crewdispatch serve``: one command from nothing to a running desk."""

from __future__ import annotations

from typing import Annotated

import typer

GRACE_SECONDS = 20
"""How long requests may go on after the service was asked to stop."""


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; put a TLS proxy before any other than this.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8000,
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
    app = create_app(settings)
    make_ready(app.state.service)
    # Requests are logged by the app itself, without addresses.
    uvicorn.run(
        app, host=host, port=port, access_log=False, log_level="warning", timeout_graceful_shutdown=GRACE_SECONDS
    )
