"""Answers already given, by user, route and idempotency key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from dispatch.store.tables.idempotency import AnswerRow


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """Whose request, to which route, under which key."""

    user_id: str
    route: str
    key: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered, and a digest of what was asked."""

    request_digest: str
    status: int
    headers: Mapping[str, str]
    body: bytes


class Answers:
    """Kept answers by key."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, key: AnswerKey) -> Answer | None:
        """The answer given under this key, if any."""
        row = self._session.get(AnswerRow, (key.user_id, key.route, key.key))
        return None if row is None else Answer(row.request_digest, row.status, row.headers, row.body)

    def add(self, key: AnswerKey, answer: Answer, at: datetime) -> None:
        """Keep an answer; a second one under the key loses at the commit."""
        self._session.add(
            AnswerRow(
                user_id=key.user_id,
                route=key.route,
                key=key.key,
                request_digest=answer.request_digest,
                at=at,
                status=answer.status,
                headers=dict(answer.headers),
                body=answer.body,
            )
        )

    def forget_before(self, moment: datetime) -> None:
        """Drop answers too old to be asked for again."""
        self._session.execute(delete(AnswerRow).where(AnswerRow.at < moment))
