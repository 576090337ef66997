"""What the machinery around asks: alive, ready, and the figures. No data of the desk, so nobody signs in."""

from __future__ import annotations

from http import HTTPStatus
from typing import cast

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel

from api.dependencies import ServiceOf
from api.observing import Figures

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """How it is."""

    status: str


@router.get("/health")
async def health() -> Health:
    """Say that the process is alive."""
    return Health(status="alive")


@router.get("/ready", responses={503: {"model": Health}})
def ready(desk: ServiceOf, response: Response) -> Health:
    """Say whether requests can be served: the database is there and has the layout this program knows."""
    current = desk.store.is_current()
    if not current:
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return Health(status="ready" if current else "not ready")


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def metrics(request: Request) -> Response:
    """Give the figures Prometheus collects."""
    figures = cast("Figures", request.app.state.figures)
    return Response(generate_latest(figures.registry), media_type=CONTENT_TYPE_LATEST)
