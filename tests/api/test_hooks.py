"""News arrives once by its id, in order per ticket, whatever the receiver does; what never happened is not told."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

import pytest

from api.sending import send_due
from dispatch.delivery import LEASE, MOST_ATTEMPTS
from dispatch.user import Role
from tests.api.test_tickets import report
from tests.databases import SqliteTemplates
from tests.desk import FAULT, Desk, prepare
from tests.mailbox import mailbox
from tests.receiver import Receiver, receiver


def hook(desk: Desk, target: str, *kinds: str, channel: str = "webhook") -> dict[str, Any]:
    body = {"channel": channel, "target": target, "kinds": kinds or ("ticket.",)}
    answer = desk.client(Role.ADMIN).post("/hooks", json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def amend(desk: Desk, ticket_id: str, version: int, **changes: Any) -> None:
    answer = desk.dispatcher.patch(f"/tickets/{ticket_id}", json=changes, headers={"If-Match": f'"{version}"'})
    assert answer.status_code == 200, answer.text


def send_all(desk: Desk, rounds: int = 60) -> None:
    """Rounds with time in between for whatever has to wait."""
    for _ in range(rounds):
        send_due(desk.app.state.service)
        desk.clock.advance(timedelta(minutes=2))


def dead(desk: Desk) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.client(Role.ADMIN).get("/deliveries?state=dead").json()["items"]
    return found


def lines(came: Receiver) -> dict[str, list[int]]:
    """The versions that came of each ticket, in the order they came."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for _, content in came.once:
        found[content["subject"]].append(content["data"]["after"]["version"])
    return dict(found)


def test_whatever_the_receiver_does_all_arrives_once_by_its_id_in_order_per_ticket(desk: Desk) -> None:
    desk.settings.hook_patience = 0.3
    secrets: list[str] = []
    with receiver(lambda: secrets[0]) as there:
        made = hook(desk, there.url)
        secrets.append(desk.client(Role.ADMIN).get(f"/hooks/{made['id']}/secret").json()["secret"])
        for ticket_id in ("T1", "T2", "T3"):
            report(desk, id=ticket_id)
        for version in range(1, 5):
            for ticket_id in ("T1", "T2", "T3"):
                amend(desk, ticket_id, version, customers=version)
        there.answers = [500, None, 200, 429, None, 404, 200, 503, 500, 200, 302]
        send_all(desk)
        assert lines(there) == {f"ticket/{ticket_id}": [1, 2, 3, 4, 5] for ticket_id in ("T1", "T2", "T3")}
        assert len(there.once) == 15
        assert len(there.tried) > 15
        assert dead(desk) == []


def test_an_answer_that_is_lost_brings_the_message_again_under_its_id(desk: Desk) -> None:
    with receiver() as there:
        hook(desk, there.url)
        report(desk)
        now = desk.clock.now
        with desk.store.write() as work:
            (taken,) = work.outbox.take_due(now, 10)
        # Whoever took it has died before it could say how it went.
        assert send_due(desk.app.state.service) == 0
        desk.clock.advance(LEASE)
        assert send_due(desk.app.state.service) == 1
        assert [own_id for own_id, _ in there.came] == [taken.id]


def test_what_was_rolled_back_is_not_told(desk: Desk) -> None:
    with receiver() as there:
        hook(desk, there.url)
        report(desk)
        assert desk.dispatcher.post("/tickets", json=FAULT).status_code == 409
        send_all(desk, 3)
        assert [content["type"] for _, content in there.came] == ["ticket.reported"]


def test_no_news_of_people_goes_out(desk: Desk) -> None:
    with receiver() as there:
        hook(desk, there.url)
        report(desk, contact_name="Wang", contact_phone="123", description="at Wang's")
        send_all(desk, 2)
        assert "Wang" not in str(there.came)
        assert "123" not in str(there.came[0][1]["data"])


def test_a_dead_letter_is_seen_and_sent_again_under_its_id(desk: Desk) -> None:
    with receiver() as there:
        hook(desk, there.url)
        there.answers = [410] * MOST_ATTEMPTS
        report(desk)
        send_all(desk, 400)
        (lost,) = dead(desk)
        assert (lost["attempts"], lost["error"]) == (MOST_ATTEMPTS, "the receiver answered 410")
        again = desk.client(Role.ADMIN).post(f"/deliveries/{lost['id']}/resend")
        assert again.json()["state"] == "waiting"
        send_all(desk, 1)
        assert [own_id for own_id, _ in there.came] == [lost["id"]]
        assert desk.client(Role.ADMIN).post(f"/deliveries/{lost['id']}/resend").status_code == 409


def test_a_hook_hears_its_kinds_alone_and_nothing_once_it_is_ended(desk: Desk) -> None:
    with receiver() as there:
        made = hook(desk, there.url, "ticket.cancelled")
        report(desk)
        desk.dispatcher.post("/tickets/T1/cancel")
        send_all(desk, 1)
        desk.client(Role.ADMIN).delete(f"/hooks/{made['id']}")
        report(desk, id="T2")
        desk.dispatcher.post("/tickets/T2/cancel")
        send_all(desk, 1)
        assert [content["subject"] for _, content in there.came] == ["ticket/T1"]


@pytest.fixture
def sqlite_desk(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with SqliteTemplates(tmp_path_factory.mktemp("hooks"), prepare).copy() as url:
        made = Desk(url)
        yield made
        made.close()


def test_mail_goes_out_under_the_id_of_its_message(sqlite_desk: Desk) -> None:
    with mailbox() as (port, came):
        settings = sqlite_desk.settings
        settings.smtp_host, settings.smtp_port, settings.smtp_tls = "127.0.0.1", port, False
        hook(sqlite_desk, "desk@example.org", channel="email")
        report(sqlite_desk)
        send_due(sqlite_desk.app.state.service)
    (sent,) = sqlite_desk.client(Role.ADMIN).get("/deliveries?state=sent").json()["items"]
    (mail,) = came
    assert (mail["To"], mail["Subject"]) == ("desk@example.org", "T1: ticket.reported")
    assert mail["Message-ID"] == f"<{sent['id']}@crewdispatch>"


def test_mail_without_a_server_is_not_lost_silently(sqlite_desk: Desk) -> None:
    hook(sqlite_desk, "desk@example.org", channel="email")
    report(sqlite_desk)
    send_due(sqlite_desk.app.state.service)
    (waiting,) = sqlite_desk.client(Role.ADMIN).get("/deliveries").json()["items"]
    assert (waiting["state"], waiting["attempts"]) == ("waiting", 1)
    assert "CREWDISPATCH_SMTP_HOST" in waiting["error"]


@pytest.mark.parametrize(
    ("channel", "target"), [("webhook", "ftp://x.org"), ("webhook", "nowhere"), ("email", "x"), ("email", "a@b, c@d")]
)
def test_a_target_that_is_none_is_refused(sqlite_desk: Desk, channel: str, target: str) -> None:
    body = {"channel": channel, "target": target, "kinds": ["ticket."]}
    assert sqlite_desk.client(Role.ADMIN).post("/hooks", json=body).status_code == 422
