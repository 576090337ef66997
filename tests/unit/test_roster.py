"""Crews at the strength they have: members, certificates and absences."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dispatch.crew import Crew
from dispatch.roster import Absence, Certificate, Member, Roster
from dispatch.skill import Skill
from tests.builders import NOW, at, crew, minutes, shift, skills, window

JOINTER = Member("jo", (Certificate(Skill("cable", 2)), Certificate(Skill("line"))))
MATE = Member("mia", (Certificate(Skill("line", 2)),))


def away(start: float, end: float, member_id: str | None = None) -> Absence:
    return Absence("C1", window(start, end), member_id)


def seen(*absences: Absence, now: float = 0, who: Crew | None = None, **changes: Any) -> Crew | None:
    return Roster(who or crew(skills=skills("meter")), absences=absences, **changes).seen_at(at(now))


def test_a_crew_that_is_all_there_is_as_rostered() -> None:
    assert seen() == crew(skills=skills("meter"))


def test_a_crew_off_sick_from_noon_has_its_shift_cut_there() -> None:
    found = seen(away(240, 2000), who=crew(shifts=(shift(max_overtime=minutes(60)),)))
    assert found is not None
    assert found.shifts == (shift(end=240),)


def test_an_absence_in_overtime_cuts_the_overtime_only() -> None:
    found = seen(away(500, 2000), who=crew(shifts=(shift(max_overtime=minutes(60)),)))
    assert found is not None
    assert found.shifts == (shift(max_overtime=minutes(20)),)


def test_a_crew_that_comes_late_starts_late() -> None:
    found = seen(away(-60, 90))
    assert found is not None
    assert found.shifts == (shift(90),)


def test_a_crew_away_for_some_hours_is_planned_until_it_leaves_and_after_it_is_back() -> None:
    before, meanwhile, after = (seen(away(120, 180), now=now) for now in (60, 130, 200))
    assert before is not None
    assert meanwhile is not None
    assert after is not None
    assert (before.shifts, meanwhile.shifts, after.shifts) == ((shift(end=120),), (shift(180),), (shift(),))


def test_a_crew_away_to_the_end_has_nothing_left() -> None:
    assert seen(away(-60, 2000)) is None


def test_a_lost_shift_leaves_the_numbers_of_the_others() -> None:
    who = crew(shifts=(shift(60, 400), shift(1440, 1900)))
    found = seen(away(0, 500), who=who)
    assert found is not None
    assert found.shifts[1] == shift(1440, 1900)
    assert found.shifts[0].end < NOW


def test_a_member_away_takes_his_skills_along() -> None:
    roster = Roster(crew(), (JOINTER, MATE), (away(-10, 700, "jo"),))
    found = roster.seen_at(NOW)
    assert found is not None
    assert (found.skills, found.members) == (skills("line:2"), 1)
    assert found.shifts == (shift(),)


def test_all_there_hold_the_best_level_of_each_skill() -> None:
    found = Roster(crew(), (JOINTER, MATE)).seen_at(NOW)
    assert found is not None
    assert (found.skills, found.members) == (skills("cable:2", "line:2"), 2)


def test_a_shift_is_cut_where_a_skill_is_lost_and_goes_on_without_it_then() -> None:
    roster = Roster(crew(), (JOINTER, MATE), (away(300, 700, "jo"),))
    before, after = roster.seen_at(NOW), roster.seen_at(at(300))
    assert before is not None
    assert after is not None
    assert (before.shifts, before.skills) == ((shift(end=300),), skills("cable:2", "line:2"))
    assert (after.shifts, after.skills) == ((shift(),), skills("line:2"))


def test_a_member_who_comes_later_cuts_nothing() -> None:
    found = Roster(crew(), (JOINTER, MATE), (away(-10, 100, "jo"),)).seen_at(NOW)
    assert found is not None
    assert (found.shifts, found.skills) == ((shift(),), skills("line:2"))


def test_with_too_few_members_the_crew_does_not_go_out() -> None:
    roster = Roster(crew(), (JOINTER, MATE), (away(-10, 700, "mia"),), least_members=2)
    assert roster.seen_at(NOW) is None
    assert replace(roster, least_members=1).seen_at(NOW) is not None


def test_an_expired_certificate_counts_no_more() -> None:
    expired = Member("jo", (Certificate(Skill("cable"), at(-1)), Certificate(Skill("line"), at(480))))
    found = Roster(crew(), (expired,)).seen_at(NOW)
    assert found is not None
    assert (found.skills, found.shifts) == (skills("line"), (shift(),))


def test_a_crew_past_its_shifts_stays_as_it_is_to_finish_its_work() -> None:
    assert seen(now=600) == crew(skills=skills("meter"))
    assert seen(away(590, 700), now=600) is None
