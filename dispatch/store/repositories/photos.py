"""Photos of crews by their report, and by ticket."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from dispatch.errors import NotFound
from dispatch.photo import Photo
from dispatch.store.chunks import chunks
from dispatch.store.repositories.progress import report_of
from dispatch.store.tables.photos import PhotoRow
from dispatch.store.tables.tickets import ProgressRow


class Photos:
    """What is known of photos, and their pictures apart."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, report_id: str) -> Photo | None:
        """The photo of a report, erased or not."""
        row = self._session.execute(_photos().where(PhotoRow.report_id == report_id)).one_or_none()
        return None if row is None else _photo(row)

    def of(self, ticket_id: str) -> tuple[Photo, ...]:
        """Those of a ticket that were not erased, in the order of their reports."""
        query = _photos().where(ProgressRow.ticket_id == ticket_id, PhotoRow.erased_at.is_(None))
        return tuple(map(_photo, self._session.execute(query.order_by(ProgressRow.at, ProgressRow.id))))

    def counts(self, ticket_ids: Collection[str]) -> Counter[str]:
        """How many of each of these tickets were not erased."""
        query = select(ProgressRow.ticket_id).join(PhotoRow, ProgressRow.id == PhotoRow.report_id)
        query = query.where(PhotoRow.erased_at.is_(None))
        found: Counter[str] = Counter()
        for some in chunks(ticket_ids):
            found.update(self._session.scalars(query.where(ProgressRow.ticket_id.in_(some))))
        return found

    def picture(self, report_id: str) -> bytes:
        """The JPEG.

        Raises
        ------
        NotFound
            When there is none, or it was erased.
        """
        picture = self._session.scalar(select(PhotoRow.picture).where(PhotoRow.report_id == report_id))
        if picture is None:
            raise NotFound("photo", report_id)
        return picture

    def add(self, photo: Photo, picture: bytes) -> None:
        """Keep a new photo."""
        report_id = photo.report.event_id
        row = PhotoRow(report_id=report_id, received_at=photo.received_at, size=photo.size, picture=picture)
        self._session.add(row)
        self._session.flush()

    def erase(self, photo: Photo) -> None:
        """Keep of an erased photo what is said here, and nothing of the picture.

        Raises
        ------
        NotFound
        """
        row = self._session.get(PhotoRow, photo.report.event_id)
        if row is None:
            raise NotFound("photo", photo.report.event_id)
        row.size, row.erased_at, row.picture = photo.size, photo.erased_at, None
        self._session.flush()


def _photos() -> Select[PhotoRow, ProgressRow]:
    return select(PhotoRow, ProgressRow).join(ProgressRow, ProgressRow.id == PhotoRow.report_id)


def _photo(row: Row[PhotoRow, ProgressRow]) -> Photo:
    kept, report = row
    return Photo(report_of(report), kept.received_at, kept.size, kept.erased_at)
