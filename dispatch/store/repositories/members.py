"""The people of the crews with their certificates, and when they or whole crews are away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from dispatch.desk_crew import CrewMember, DeskAbsence
from dispatch.errors import Conflict, NotFound
from dispatch.roster import Absence, Certificate, Member
from dispatch.sentences import say
from dispatch.skill import Skill
from dispatch.store.tables.crews import AbsenceRow, CertificationRow, MemberRow
from dispatch.window import TimeWindow


class Members:
    """Members by id and by crew, and absences by crew."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, member_id: str) -> CrewMember:
        """One member.

        Raises
        ------
        NotFound
        """
        return self._members([self._row(member_id)])[0]

    def of(self, crew_id: str | None = None) -> tuple[CrewMember, ...]:
        """The active members of one crew, or of all, in order of id."""
        query = select(MemberRow).where(MemberRow.active).order_by(MemberRow.id)
        if crew_id is not None:
            query = query.where(MemberRow.crew_id == crew_id)
        return self._members(self._session.scalars(query).all())

    def add(self, member: CrewMember) -> None:
        """Keep a new member.

        Raises
        ------
        Conflict
            When its id is taken.
        """
        if self._session.get(MemberRow, member.member.id) is not None:
            raise Conflict(say("conflict.exists", kind="member", id=member.member.id))
        self._session.add(
            MemberRow(id=member.member.id, crew_id=member.crew_id, name=member.name, active=member.active)
        )
        self._session.flush()
        self._put_certificates(member.member)

    def save(self, member: CrewMember) -> None:
        """Keep a changed member.

        Raises
        ------
        NotFound
        """
        row = self._row(member.member.id)
        row.crew_id, row.name, row.active = member.crew_id, member.name, member.active
        self._session.flush()
        self._put_certificates(member.member)

    def absences(self, *, crew_id: str | None = None, since: datetime) -> tuple[DeskAbsence, ...]:
        """The absences of one crew, or of all, that are not over at `since`, in order of time."""
        query = select(AbsenceRow).where(AbsenceRow.ends_at > since).order_by(AbsenceRow.starts_at, AbsenceRow.id)
        if crew_id is not None:
            query = query.where(AbsenceRow.crew_id == crew_id)
        return tuple(map(_absence, self._session.scalars(query)))

    def absence(self, absence_id: str) -> DeskAbsence:
        """One absence.

        Raises
        ------
        NotFound
        """
        return _absence(self._absence_row(absence_id))

    def add_absence(self, away: DeskAbsence) -> None:
        """Keep a new absence."""
        absence = away.absence
        self._session.add(
            AbsenceRow(
                id=away.id,
                crew_id=absence.crew_id,
                member_id=absence.member_id,
                starts_at=absence.span.start,
                ends_at=absence.span.end,
                reason=absence.reason,
            )
        )
        self._session.flush()

    def save_absence(self, away: DeskAbsence) -> None:
        """Keep a changed absence; whose it is stays.

        Raises
        ------
        NotFound
        """
        row, absence = self._absence_row(away.id), away.absence
        row.starts_at, row.ends_at, row.reason = absence.span.start, absence.span.end, absence.reason
        self._session.flush()

    def remove_absence(self, absence_id: str) -> None:
        """Take back an absence that will not be.

        Raises
        ------
        NotFound
        """
        self._session.delete(self._absence_row(absence_id))
        self._session.flush()

    def _row(self, member_id: str) -> MemberRow:
        row = self._session.get(MemberRow, member_id)
        if row is None:
            raise NotFound("member", member_id)
        return row

    def _absence_row(self, absence_id: str) -> AbsenceRow:
        row = self._session.get(AbsenceRow, absence_id)
        if row is None:
            raise NotFound("absence", absence_id)
        return row

    def _members(self, rows: Sequence[MemberRow]) -> tuple[CrewMember, ...]:
        held = self._certificates([row.id for row in rows])
        return tuple(CrewMember(row.crew_id, Member(row.id, tuple(held[row.id])), row.name, row.active) for row in rows)

    def _certificates(self, member_ids: Iterable[str]) -> dict[str, list[Certificate]]:
        held: defaultdict[str, list[Certificate]] = defaultdict(list)
        query = select(CertificationRow).where(CertificationRow.member_id.in_(tuple(member_ids)))
        for row in self._session.scalars(query.order_by(CertificationRow.skill)):
            held[row.member_id].append(Certificate(Skill(row.skill, row.level), row.expires_at))
        return held

    def _put_certificates(self, member: Member) -> None:
        self._session.execute(delete(CertificationRow).where(CertificationRow.member_id == member.id))
        self._session.add_all(
            CertificationRow(member_id=member.id, skill=one.skill.name, level=one.skill.level, expires_at=one.expires)
            for one in member.certificates
        )
        self._session.flush()


def _absence(row: AbsenceRow) -> DeskAbsence:
    span = TimeWindow(row.starts_at, row.ends_at)
    return DeskAbsence(row.id, Absence(row.crew_id, span, row.member_id, row.reason))
