"""Calls and meter events as tests send them."""

from __future__ import annotations

from typing import Any

from tests.builders import at
from tests.desk import Desk

Document = dict[str, Any]


def place(north_metres: float = 0) -> Document:
    return {"lat": 30 + north_metres / 111_195, "lon": 120.0}


def iso(minute: float) -> str:
    return at(minute).isoformat().replace("+00:00", "Z")


def call(name: str, minute: float = 0, north: float = 0, **said: Any) -> Document:
    return {"id": name, "at": iso(minute), "place": place(north), "customer": f"A-{name}", **said}


def gasp(customer: str, minute: float = 0, transformer: str = "X", **said: Any) -> Document:
    return event("lastGasp", customer, minute, transformer, **said)


def power_up(customer: str, minute: float, transformer: str = "X", **said: Any) -> Document:
    return event("powerUp", customer, minute, transformer, **said)


def event(kind: str, customer: str, minute: float, transformer: str, **said: Any) -> Document:
    own_id = f"{customer}-{kind}-{minute:g}"
    placed = {"place": place(), "transformer": transformer, "customer": customer}
    return {"id": own_id, "kind": kind, "at": iso(minute), **placed, **said}


def send(desk: Desk, path: str, body: Any, status: int = 200) -> Any:
    answer = desk.dispatcher.post(path, json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def take(desk: Desk, *calls: Document) -> list[Document]:
    found: list[Document] = [send(desk, "/calls", one, 201) for one in calls]
    return found


def meters(desk: Desk, *events: Document) -> Document:
    found: Document = send(desk, "/meter-events/bulk", list(events))
    return found


def listed(desk: Desk, path: str, **wanted: Any) -> list[Document]:
    found: list[Document] = desk.dispatcher.get(path, params=wanted).json()["items"]
    return found
