"""Bodies that are too long are refused before anybody reads them, whether they say how long they are or not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.desk import Desk

MOST, MOST_UPLOAD = 2_000, 5_000


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    made = Desk(database_url, body_bytes=MOST, upload_bytes=MOST_UPLOAD)
    yield made
    made.close()


def in_pieces(size: int) -> Iterator[bytes]:
    for _ in range(size // 100):
        yield b"x" * 100


@pytest.mark.parametrize("who", ["anonymous", "dispatcher"])
@pytest.mark.parametrize("path", ["/token", "/tickets", "/nowhere"])
def test_a_length_that_is_too_much_is_refused_whoever_states_it(desk: Desk, who: str, path: str) -> None:
    client: TestClient = getattr(desk, who)
    answer = client.post(path, content=b"x" * (MOST + 1))
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")
    assert "up to 2,000 bytes" in answer.json()["detail"]
    assert answer.headers["x-request-id"]


def test_a_body_without_a_length_is_counted_as_it_comes(desk: Desk) -> None:
    json = {"content-type": "application/json"}
    answer = desk.dispatcher.post("/tickets", content=in_pieces(MOST + 100), headers=json)
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")
    assert desk.dispatcher.post("/tickets", content=in_pieces(MOST), headers=json).status_code == 422


def test_files_may_be_longer_up_to_a_limit_of_their_own(desk: Desk) -> None:
    for size, status in ((MOST + 100, 422), (MOST_UPLOAD, 413)):
        answer = desk.dispatcher.post("/calls/file", files={"file": ("calls.csv", b"x" * size)})
        assert answer.status_code == status, answer.text
    assert "an upload may have up to 5,000 bytes" in answer.json()["detail"]
