"""Crews' photos from the outside: kept once, without what cameras hide in them, seen by few, erased for good."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from httpx2 import Response
from PIL import Image

from api.routes.photos import MOST_BYTES
from dispatch.user import Role
from tests.desk import Desk
from tests.intake import iso
from tests.planned_desk import prepare_plans, published

GPS, ORIENTATION = 0x8825, 0x0112
REPORT = {"id": "r1", "ticket_id": "T1", "kind": "onSite", "at": iso(0), "reason": "Pole is down"}


@pytest.fixture(autouse=True)
def _reported(desk: Desk) -> None:
    prepare_plans(desk)
    published(desk, {"C1": "T1", "C2": "T2"})
    report(desk, REPORT)


def report(desk: Desk, body: dict[str, Any], crew_id: str = "C1") -> None:
    assert desk.dispatcher.post(f"/crews/{crew_id}/progress", json={"reports": [body]}).status_code == 200


def jpeg(width: int = 40, height: int = 30, colour: str = "red", **options: Any) -> bytes:
    made = BytesIO()
    Image.new("RGB", (width, height), colour).save(made, "JPEG", **options)
    return made.getvalue()


def from_a_camera() -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS).update({1: "N", 2: (33.0, 37.0, 0.0)})
    return jpeg(exif=exif, comment="Wang's phone")


def send(desk: Desk, picture: bytes, report_id: str = "r1", role: Role = Role.CREW) -> Response:
    headers = {"Content-Type": "image/jpeg"}
    answer: Response = desk.client(role).put(f"/photos/{report_id}", content=picture, headers=headers)
    return answer


def listed(desk: Desk, ticket_id: str = "T1", role: Role = Role.DISPATCHER) -> list[dict[str, Any]]:
    answer = desk.client(role).get("/photos", params={"ticket_id": ticket_id})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["photos"]
    return found


def test_a_photo_is_kept_with_its_report(desk: Desk) -> None:
    answer = send(desk, jpeg())
    assert answer.status_code == 200, answer.text
    (photo,) = listed(desk)
    assert photo == answer.json()
    assert (photo["crew_id"], photo["kind"], photo["at"], photo["note"]) == ("C1", "onSite", iso(0), "Pole is down")
    shown = desk.dispatcher.get(photo["path"])
    assert Image.open(BytesIO(shown.content)).size == (40, 30)
    assert (shown.headers["content-type"], shown.headers["x-content-type-options"]) == ("image/jpeg", "nosniff")
    assert shown.headers["content-security-policy"] == "default-src 'none'; sandbox"
    again = desk.dispatcher.get(photo["path"], headers={"If-None-Match": shown.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_what_a_camera_hides_in_a_picture_is_not_kept(desk: Desk) -> None:
    picture = from_a_camera()
    assert b"Wang" in picture
    send(desk, picture)
    kept = desk.dispatcher.get("/photos/r1").content
    found = Image.open(BytesIO(kept))
    assert (dict(found.getexif()), "comment" in found.info) == ({}, False)
    assert found.size == (30, 40)


def test_a_large_picture_is_kept_smaller(desk: Desk) -> None:
    send(desk, jpeg(3200, 400))
    assert Image.open(BytesIO(desk.dispatcher.get("/photos/r1").content)).size == (1600, 200)


def test_sent_again_the_first_photo_stays(desk: Desk) -> None:
    first = send(desk, jpeg())
    again = send(desk, jpeg(colour="blue"))
    assert (again.status_code, again.json()) == (200, first.json())
    assert Image.open(BytesIO(desk.dispatcher.get("/photos/r1").content)).getpixel((5, 5))[0] > 200  # type: ignore[index]


@pytest.mark.parametrize(
    "picture",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\xff\xd8\xff\xe0 no more",
        jpeg()[:300],
        jpeg(7000, 3000),
        jpeg() + bytes(MOST_BYTES),
    ],
    ids=["empty", "svg", "head alone", "cut off", "too many pixels", "too long"],
)
def test_what_is_no_reasonable_photo_is_refused(desk: Desk, picture: bytes) -> None:
    answer = send(desk, picture)
    assert answer.status_code == 422
    assert answer.json()["errors"]
    assert listed(desk) == []


def test_a_photo_needs_its_report_and_a_crew_sends_its_own(desk: Desk) -> None:
    report(desk, {"id": "r2", "ticket_id": "T2", "kind": "onSite", "at": iso(0)}, "C2")
    assert send(desk, jpeg(), "r9").json()["detail"] == "there is no report r9"
    assert send(desk, jpeg(), "r2").json()["detail"] == "there is no report r2"
    assert send(desk, jpeg(), "r2", Role.DISPATCHER).status_code == 200


def test_a_crew_sees_the_photos_of_its_own_tickets_alone(desk: Desk) -> None:
    report(desk, {"id": "r2", "ticket_id": "T2", "kind": "onSite", "at": iso(0)}, "C2")
    for one in ("r1", "r2"):
        send(desk, jpeg(), one, Role.DISPATCHER)
    crew = desk.client(Role.CREW)
    assert [photo["report_id"] for photo in listed(desk, role=Role.CREW)] == ["r1"]
    assert (crew.get("/photos/r1").status_code, crew.get("/photos/r2").status_code) == (200, 404)
    assert crew.get("/photos", params={"ticket_id": "T2"}).status_code == 404
    assert crew.delete("/photos/r1").status_code == 403
    assert desk.client(Role.PLANNER).get("/photos/r1").status_code == 403


def test_an_erased_photo_is_gone_for_good_and_the_trail_says_who_did_it(desk: Desk) -> None:
    send(desk, jpeg())
    assert desk.dispatcher.delete("/photos/r1").status_code == 204
    assert (listed(desk), desk.dispatcher.get("/photos/r1").status_code) == ([], 404)
    assert desk.dispatcher.delete("/photos/r1").status_code == 404
    assert send(desk, jpeg()).json()["size"] == 0
    assert listed(desk) == []
    with desk.store.read() as work:
        lines = [(line.kind, line.actor) for line in work.events.about("photo/r1")]
    assert lines == [("photo.kept", "U-crew"), ("photo.erased", "U-dispatcher")]


def test_a_photo_does_not_make_the_desk_plan_again(desk: Desk) -> None:
    before = desk.store
    send(desk, jpeg())
    with before.read() as work:
        assert work.events.last_not_about("photo/") < work.events.last_not_about()


def test_the_board_counts_the_photos_of_each_ticket(desk: Desk) -> None:
    send(desk, jpeg())
    tickets = desk.dispatcher.get("/board/day").json()["tickets"]
    assert {one["id"]: one["photos"] for one in tickets} == {"T1": 1, "T2": 0}
