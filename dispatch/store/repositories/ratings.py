"""What customers said of repairs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch.rating import Rating
from dispatch.store.tables.service import RatingRow


class Ratings:
    """One rating for each customer who was shown a status."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, rating: Rating) -> None:
        """Keep a rating in place of any the same customer gave before."""
        row = RatingRow(said_by=rating.said_by, ticket_id=rating.ticket_id, at=rating.at, rating=rating)
        self._session.merge(row)

    def between(self, start: datetime, end: datetime) -> tuple[Rating, ...]:
        """The ratings of a stretch of time, in order."""
        query = select(RatingRow).where(RatingRow.at >= start, RatingRow.at < end).order_by(RatingRow.at)
        return tuple(row.rating for row in self._session.scalars(query))
