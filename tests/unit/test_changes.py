"""Each change does what its name says, refuses what it cannot do, and leaves the day it is given alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest

from dispatch.crew import Break
from dispatch.skill import Skill
from dispatch.ticket import AreaClass, Precedence, Priority, Started, Ticket
from dispatch.travel import Estimate, Traffic
from scenarios.changes.change import Change, ChangeError
from scenarios.changes.crews import AddCrews, ContractorPrice, CrewOff, PartsShortage, RemoveCrews, TrainSkill
from scenarios.changes.incidents import incidents
from scenarios.changes.policy import SETTINGS, SetPolicy
from scenarios.changes.roads import CloseRoads, SpeedFactor
from scenarios.changes.shifts import Callout, MoveDepot, MoveShift, MutualAid
from scenarios.changes.table import CHANGES
from scenarios.changes.tickets import AnotherDay, StormSurge
from scenarios.crew_news import CrewNews
from scenarios.history.named import LIBRARY, fitted
from scenarios.scenario import Scenario
from tests import builders as make

AWAY = make.spot(50, 20)
LUNCH = Break(make.at(120), make.at(180), make.minutes(30))
FREMONT = LIBRARY / "fremont-2021"
LINE = make.crew("L1", kind="line", skills=make.skills("line:2"), parts=(("pole", 2), ("fuse", 9)), depot=make.YARD)
TREE = make.crew("V1", kind="tree", skills=make.skills("tree"), shifts=(make.shift(breaks=(LUNCH,)),))


def day(*tickets: Ticket, **changes: Any) -> Scenario:
    plain = Scenario(
        name="day",
        title="A day",
        now=make.NOW,
        policy=make.policy(),
        tickets=tickets or (make.ticket(),),
        crews=(LINE, TREE),
        travel=Estimate(),
        path=Path(),
    )
    return replace(plain, **changes)


def ids(changed: Scenario) -> list[str]:
    return [crew.id for crew in changed.crews]


def crew(changed: Scenario, crew_id: str) -> Any:
    return next(crew for crew in changed.crews if crew.id == crew_id)


def refused(change: Change, on: Scenario | None = None) -> ChangeError:
    with pytest.raises(ChangeError) as caught:
        change.apply(on or day(), 1)
    return caught.value


def test_crews_are_added_like_one_that_is_there() -> None:
    busy = replace(LINE, position=AWAY, free_from=make.at(40))
    changed = AddCrews(like="L1", count=2, place=AWAY).apply(day(crews=(busy,)), 1)
    assert ids(changed) == ["L1", "L1-1", "L1-2"]
    fresh = crew(changed, "L1-2")
    assert (fresh.skills, fresh.position, fresh.free_from) == (LINE.skills, None, None)
    assert (fresh.shifts[0].start_place, fresh.depot) == (AWAY, AWAY)


def test_a_crew_that_is_not_there_is_answered_with_the_nearest_one() -> None:
    error = refused(AddCrews(like="L11"))
    assert (error.key_name, error.allowed) == ("like", "did you mean L1?")


def test_a_removed_crews_work_is_open_again() -> None:
    begun = make.ticket(started=(Started("L1", make.at(-10)),))
    changed = RemoveCrews(kind="line").apply(day(begun), 1)
    assert ids(changed) == ["V1"]
    assert changed.tickets[0].started == ()


def test_a_plan_made_once_knows_that_a_crew_falls_ill_and_a_played_day_hears_of_it_then() -> None:
    changed = CrewOff(crews=("V1",), at=make.at(130)).apply(day(), 1)
    (cut,) = crew(changed.foreseen(), "V1").shifts
    assert (cut.end, cut.max_overtime) == (make.at(130), timedelta(0))
    assert changed.crews == day().crews
    assert [(one.crew_id, one.known_at, one.off_from) for one in changed.news] == [("V1", make.at(130), make.at(130))]
    assert [duty.hard_end for duty in changed.problem().duties if duty.crew_id == "V1"] == [make.at(130)]


def test_news_may_be_known_before_and_never_after_it_happens() -> None:
    called = CrewOff(crews=("V1",), at=make.at(130), known_at=make.at(60)).apply(day(), 1)
    assert [one.known_at for one in called.news] == [make.at(60)]
    aid = MutualAid(like="L1", arrives=make.at(180), until=make.at(600), place=AWAY, known_at=make.at(30))
    assert [(one.crew_id, one.known_at, one.off_from) for one in aid.apply(day(), 1).news] == [
        ("aid-L1-1", make.at(30), None)
    ]
    for late in (
        CrewOff(crews=("V1",), at=make.at(130), known_at=make.at(131)),
        replace(aid, known_at=make.at(181)),
        Callout(crew="L1", at=make.at(600), until=make.at(800), known_at=make.at(601)),
    ):
        assert refused(late).key_name == "known_at"
    with pytest.raises(ValueError, match="known only at"):
        CrewNews("V1", make.at(131), off_from=make.at(130))


def test_a_crew_that_is_taken_away_has_no_news() -> None:
    ill = CrewOff(crews=("V1",), at=make.at(130)).apply(day(), 1)
    assert RemoveCrews(crews=("V1",)).apply(ill, 1).news == ()


def test_a_time_of_day_is_that_of_the_days_own_date_and_zone() -> None:
    at_ten = day(policy=make.policy(zone="Asia/Shanghai"))
    changed = CrewOff(crews=("V1",), at=time(18, 0)).apply(at_ten, 1)
    assert crew(changed.foreseen(), "V1").shifts[0].end == make.at(120)


def test_a_crew_off_for_the_whole_day_is_gone() -> None:
    begun = make.ticket(started=(Started("V1", make.at(-10)),))
    seen = CrewOff(crews=("V1",)).apply(day(begun), 1).foreseen()
    assert ids(seen) == ["L1"]
    assert seen.tickets[0].started == ()


def test_a_crew_off_after_its_shift_changes_nothing_and_is_refused() -> None:
    assert "over by then" in refused(CrewOff(crews=("V1",), at=make.at(600))).message


def test_training_raises_a_level_and_is_refused_where_all_have_it() -> None:
    changed = TrainSkill(kind="line", skill=Skill("line", 3)).apply(day(), 1)
    assert crew(changed, "L1").skills == make.skills("line:3")
    assert "so already" in refused(TrainSkill(crews=("L1",), skill=Skill("line", 2))).message


def test_a_change_that_names_no_crew_or_an_unknown_kind_is_refused() -> None:
    assert refused(RemoveCrews()).allowed == "crews: or kind:"
    assert refused(RemoveCrews(kind="lines")).allowed == "did you mean line?"


def test_prices_and_parts_are_set_for_the_crews_meant() -> None:
    changed = ContractorPrice(crews=("L1",), price=120).apply(day(), 1)
    assert [one.callout_price for one in changed.crews] == [120, 0]
    changed = PartsShortage(part="pole", left=1).apply(day(), 1)
    assert crew(changed, "L1").parts == (("pole", 1), ("fuse", 9))
    assert refused(PartsShortage(part="poles")).allowed == "did you mean pole?"


def test_a_shift_moves_with_its_breaks() -> None:
    changed = MoveShift(crews=("V1",), by_minutes=make.minutes(60)).apply(day(), 1)
    (moved,) = crew(changed, "V1").shifts
    assert (moved.start, moved.end, moved.breaks[0].earliest) == (make.at(60), make.at(540), make.at(180))


def test_an_impossible_shift_is_refused() -> None:
    error = refused(MoveShift(crews=("V1",), end=make.at(-60)))
    assert error.key_name == "end"
    assert "impossible shift" in error.message
    assert (
        "impossible shift" in refused(MutualAid(like="L1", arrives=make.at(60), until=make.at(0), place=AWAY)).message
    )


def test_a_depot_moves_with_shifts_and_parts() -> None:
    changed = crew(MoveDepot(crews=("L1",), place=AWAY).apply(day(), 1), "L1")
    assert (changed.shifts[0].start_place, changed.shifts[0].end_place, changed.depot) == (AWAY, AWAY, AWAY)


def test_mutual_aid_comes_at_its_time_and_place() -> None:
    aid = MutualAid(like="L1", count=2, arrives=make.at(180), until=make.at(600), place=AWAY, price=240)
    changed = aid.apply(day(), 1)
    fresh = crew(changed, "aid-L1-2")
    assert (fresh.shifts[0].start, fresh.shifts[0].start_place, fresh.callout_price) == (make.at(180), AWAY, 240)


def test_a_callout_is_priced_by_itself_and_keeps_the_rest() -> None:
    called = Callout(crew="L1", at=make.at(600), until=make.at(800), price=90).apply(day(), 1)
    assert crew(called, "L1").callout_price == 0
    assert (crew(called, "L1-callout-1").callout_price, crew(called, "L1-callout-1").shifts[0].on_call) == (90, True)
    rested = day(crews=(replace(LINE, min_rest=make.minutes(480)),))
    assert "rest" in refused(Callout(crew="L1", at=make.at(600), until=make.at(800)), rested).message


def test_linked_tickets_are_one_incident() -> None:
    first, repair = make.ticket("A"), make.ticket("A-R", after=(Precedence("A"),))
    other, nested = make.ticket("B"), make.ticket("C", upstream="B")
    found = incidents((first, other, repair, nested))
    assert [[one.id for one in group] for group in found] == [["A", "A-R"], ["B", "C"]]


def test_a_storm_brings_more_of_such_tickets_with_their_links() -> None:
    wire = make.ticket("A", fault_type="wire down", started=(Started("L1"),))
    repair = make.ticket("A-R", fault_type="pole", after=(Precedence("A"),))
    changed = StormSurge(count=3, fault_type="wire").apply(day(wire, repair, make.ticket("B")), 1)
    fresh = changed.tickets[3:]
    assert [one.id for one in fresh] == ["S1", "S1-2", "S2", "S2-2", "S3", "S3-2"]
    assert [one.after[0].ticket_id for one in fresh[1::2]] == ["S1", "S2", "S3"]
    assert all(not one.started for one in fresh)
    assert all(one.reported_at <= changed.now for one in fresh)
    assert fresh[0].place != wire.place


def test_the_same_seed_draws_the_same_storm_and_another_another() -> None:
    calm = day(*(make.ticket(f"T{n}") for n in range(20)))
    surge = StormSurge(factor=3)
    assert surge.apply(calm, 1) == surge.apply(calm, 1)
    sizes = {len(surge.apply(calm, seed).tickets) for seed in range(1, 9)}
    assert len(sizes) > 3
    assert min(sizes) > 20


def test_a_storm_from_a_history_has_its_faults_and_places_and_a_larger_one_keeps_a_smaller_ones() -> None:
    calm = day(*(make.ticket(f"T{n}", reported_at=make.at(-n)) for n in range(60)))
    surges = [StormSurge(history=FREMONT, factor=factor).apply(calm, 1).tickets[60:] for factor in (1.3, 2.0)]
    few, many = surges
    assert 0 < len(few) < len(many)
    assert many[: len(few)] == few
    places = {one.place for one in fitted(FREMONT).history.tickets}
    types = set(fitted(FREMONT).storm_shares)
    for one in many:
        assert one.place in places
        assert one.fault_type.removesuffix(" repair") in types
        assert make.at(-60) <= one.reported_at <= make.NOW
    repairs = [one for one in many if one.after]
    assert repairs
    assert all(one.after[0].ticket_id in {other.id for other in many} for one in repairs)
    assert len({one.parties[0].work for one in many}) > 5
    only = StormSurge(history=FREMONT, count=9, fault_type="equip").apply(calm, 1).tickets[60:]
    assert {one.fault_type for one in only} <= {"equipment", "equipment repair"}
    assert sum(not one.after for one in only) == 9


def test_what_the_history_does_not_have_is_refused() -> None:
    assert refused(StormSurge(history=FREMONT, count=1, fault_type="equipmnt")).key_name == "fault_type"
    assert refused(StormSurge(history=FREMONT, count=1, area=AreaClass.REMOTE)).key_name == "area"


def test_another_day_from_a_history_is_one_of_its_days_and_keeps_work_under_way() -> None:
    begun = make.ticket("A", started=(Started("L1", make.at(-10)),))
    base = day(begun, make.ticket("B", reported_at=make.at(-1300)))
    days = [AnotherDay(history=FREMONT).apply(base, seed).tickets for seed in range(1, 9)]
    assert all(some[0] == begun for some in days)
    assert all("B" not in {one.id for one in some} for some in days)
    assert len(set(days)) > 1
    drawn = [one for some in days for one in some[1:]]
    assert {one.place for one in drawn} <= {one.place for one in fitted(FREMONT).history.tickets}
    assert AnotherDay(history=FREMONT).apply(base, 3).tickets == days[2]


def test_a_storm_that_matches_no_ticket_is_refused() -> None:
    error = refused(StormSurge(fault_type="wire dwn"), day(make.ticket(fault_type="wire down")))
    assert error.allowed == "did you mean wire down?"
    assert "rural" in refused(StormSurge(area=AreaClass.RURAL)).message
    assert refused(StormSurge(factor=1)).allowed == "above 1"


def test_two_storms_have_ids_of_their_own() -> None:
    twice = StormSurge(count=1).apply(StormSurge(count=1).apply(day(), 1), 1)
    assert [one.id for one in twice.tickets] == ["T1", "S1", "SB1"]


def test_another_day_draws_incidents_anew_and_keeps_work_under_way() -> None:
    begun = make.ticket("A", started=(Started("L1", make.at(-10)),))
    some = [make.ticket(f"T{n}", reported_at=make.at(-n)) for n in range(1, 30)]
    days = [AnotherDay().apply(day(begun, *some), seed) for seed in (1, 2)]
    for changed in days:
        assert changed.tickets[0] == begun
        names = [one.id for one in changed.tickets]
        assert len(set(names)) == len(names)
        assert any("~" in name for name in names)
    assert days[0] != days[1]


def test_other_changes_do_not_shift_what_is_drawn() -> None:
    some = [make.ticket(f"T{n}", reported_at=make.at(-n)) for n in range(1, 30)]
    alone = AnotherDay().apply(day(*some), 4)
    after = AnotherDay().apply(TrainSkill(kind="line", skill=Skill("cable")).apply(day(*some), 4), 4)
    assert alone.tickets == after.tickets


def test_a_closed_road_lengthens_the_drives_across_it_only() -> None:
    here, there = make.spot(0), make.spot(20)
    line = CloseRoads(start=make.spot(10, -50), end=make.spot(10, 50), detour_minutes=make.minutes(40))
    changed = line.apply(day(), 1)
    classes = [AreaClass.URBAN] * 3
    before, after = (one.travel.matrix((here, there, make.spot(25)), classes).seconds for one in (day(), changed))
    assert (after - before).tolist() == [[0, 2400, 2400], [2400, 0, 0], [2400, 0, 0]]
    short = replace(line, start=make.spot(10, 40))
    assert (short.apply(day(), 1).travel.matrix((here, there), classes[:2]).seconds == before[:2, :2]).all()


def test_closures_add_up_and_slower_roads_keep_them() -> None:
    line = CloseRoads(start=make.spot(10, -50), end=make.spot(10, 50), detour_minutes=make.minutes(40))
    twice = SpeedFactor(factor=0.5).apply(line.apply(line.apply(day(), 1), 1), 1)
    matrix = twice.travel.matrix((make.spot(0), make.spot(20)), [AreaClass.URBAN] * 2)
    plain = SpeedFactor(factor=0.5).apply(day(), 1).travel.matrix((make.spot(0), make.spot(20)), [AreaClass.URBAN] * 2)
    assert matrix.seconds[0, 1] - plain.seconds[0, 1] == 4800


def test_roads_are_slower_in_one_area_or_some_hours() -> None:
    rural = SpeedFactor(factor=0.5, area=AreaClass.RURAL).apply(day(), 1).travel.speeds_kmh
    assert (rural[AreaClass.RURAL], rural[AreaClass.URBAN]) == (27.5, 32.0)
    busy = Estimate(traffic=Traffic((time(0), time(7)), (1000, 800)))
    hours = SpeedFactor(factor=0.5, since=time(6), until=time(9)).apply(day(travel=busy), 1).travel.traffic
    assert hours.begins == (time(0), time(6), time(7), time(9))
    assert hours.permille == (1000, 500, 400, 800)


def test_any_figure_of_the_policy_can_be_set_by_its_name() -> None:
    values = (
        ("targets.arrival_minutes.urban", make.minutes(30)),
        ("targets.arrival_minutes_by_priority.1.urban", make.minutes(20)),
        ("weights.travel_minute", 2.0),
        ("weights.left_out_outage_minutes", make.minutes(600)),
        ("weights.left_out.4", 5.0),
        ("first_priorities", frozenset({Priority.EMERGENCY})),
    )
    policy = SetPolicy(values=values).apply(day(), 1).policy
    assert policy.targets.arrival[AreaClass.URBAN] == make.minutes(30)
    assert policy.targets.arrival_by_priority[Priority.EMERGENCY][AreaClass.URBAN] == make.minutes(20)
    assert (policy.weights.travel_minute, policy.weights.left_out[Priority.ROUTINE]) == (2.0, 5.0)
    assert policy.weights.left_out_outage == make.minutes(600)
    assert policy.first_priorities == {Priority.EMERGENCY}
    assert "so already" in refused(SetPolicy(values=(("weights.travel_minute", 0.5),))).message


@pytest.mark.parametrize("name", [name for name in SETTINGS if name.startswith("weights.")])
def test_every_weight_can_be_set(name: str) -> None:
    parsed = SETTINGS[name].parse("3", None)
    assert SetPolicy(values=((name, parsed),)).apply(day(), 1).policy != day().policy


def test_every_change_says_what_its_keys_mean() -> None:
    for name, kind in CHANGES.items():
        assert kind.__doc__, name
        columns: Sequence[Any] = kind.columns()
        assert columns or kind is SetPolicy
        for column in columns:
            assert column.doc.endswith("."), (name, column.name)
            column.parse(column.example, None)
