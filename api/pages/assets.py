"""Scripts, styles and pictures: their address names their content, so that browsers keep them for good."""

from __future__ import annotations

import hashlib
from pathlib import Path

from fastapi import FastAPI, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope
from xstatic.pkg import leaflet

OWN = Path(__file__).parent / "static"
LEAFLET = Path(leaflet.BASE_DIR)


def _version(*folders: Path) -> str:
    found = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                found.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:12]


# One for all of them: scripts import each other by relative addresses.
ROOT = f"/static/{_version(OWN, LEAFLET)}"


class _Kept(StaticFiles):
    """Files that never change under their address."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code < 400:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def address(path: str) -> str:
    """Where a file of `static` is found, as ``board/board.js``; Leaflet's are under ``leaflet/``."""
    return f"{ROOT}/{path}"


def mount(app: FastAPI) -> None:
    """Let the app serve the files."""
    app.mount(f"{ROOT}/leaflet", _Kept(directory=LEAFLET), name="leaflet")
    app.mount(ROOT, _Kept(directory=OWN), name="static")
