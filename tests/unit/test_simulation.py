"""The rolling day: what crews and the desk do, with sums in one's head."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dispatch.crew import Break
from dispatch.plan import Reason
from dispatch.quantiles import Quantiles
from dispatch.ticket import AreaClass, Precedence, Priority
from scenarios.changes.change import ChangeError
from scenarios.changes.dispatching import SetDispatch, Way
from scenarios.crew_news import CrewNews
from scenarios.evaluation import FIGURE
from scenarios.files import read_scenario
from scenarios.simulation.dispatch_policy import DispatchPolicy, Optimised, Replan
from scenarios.simulation.greedy import Greedy, Queue
from scenarios.simulation.judging import evaluate_rolling, judged_day, plan_of
from scenarios.simulation.simulate import simulate
from scenarios.simulation.uncertainty import FollowUp, Luck, Uncertainty, repair_of
from solver.settings import Settings
from tests.builders import YARD, at, crew, minutes, party, policy, shift, skills, spot, ticket
from tests.rolling_days import ALWAYS, CERTAIN, rolling, served

OURS = Optimised(steps=50)
NEAREST = Greedy(Queue.NEAREST)
ALL: tuple[DispatchPolicy, ...] = (OURS, *(Greedy(queue) for queue in Queue))
each_policy = pytest.mark.parametrize("dispatch", ALL, ids=lambda one: one.name)


@each_policy
def test_a_crew_sets_out_when_the_ticket_is_known_and_drives_and_works_as_planned(dispatch: DispatchPolicy) -> None:
    day = rolling([ticket(reported_at=at(30))], [crew()], uncertainty=replace(CERTAIN, intake_delay=minutes(2)))
    record = simulate(day, dispatch, 1)
    (stay,) = served(record, "T1").visits
    assert (stay.set_out_at, stay.on_site_at, stay.started_at, stay.done_at) == (at(32), at(42), at(42), at(102))
    assert [(home.return_travel, home.end, home.overtime) for home in record.duties] == [
        (minutes(10), at(112), minutes(0))
    ]


@each_policy
def test_a_ticket_that_nobody_may_do_is_explained(dispatch: DispatchPolicy) -> None:
    record = simulate(rolling([ticket(parties=(party(30, "cable"),))], [crew(skills=skills("line"))]), dispatch, 1)
    left = served(record, "T1")
    assert left.visits == ()
    assert left.unserved is not None
    assert left.unserved.reason is Reason.SKILL


def test_the_true_work_is_not_what_was_planned() -> None:
    longer = replace(CERTAIN, work={"": Quantiles((2.0,) * 5)})
    record = simulate(rolling([ticket(reported_at=at(0))], [crew()], uncertainty=longer), OURS, 1)
    assert served(record, "T1").done_at == at(10 + 120)


def test_a_first_crew_may_find_that_a_repair_is_needed_which_has_clocks_of_its_own() -> None:
    line = crew("L", skills=skills("line"))
    always = FollowUp(1.0, skills("line"), Quantiles((90.0,) * 5))
    certain = replace(CERTAIN, follow_ups={"": always}, work={"": ALWAYS, repair_of(""): ALWAYS})
    first = ticket(reported_at=at(0), parties=(party(60, "troubleman"),))
    record = simulate(rolling([first], [crew("T", skills=skills("troubleman")), line], uncertainty=certain), OURS, 1)
    repair = served(record, "T1-R")
    assert (repair.follow_up_of, repair.ticket.reported_at, repair.known_at) == ("T1", at(70), at(70))
    assert repair.visits[0].duty.crew_id == "L"
    assert repair.done_at == at(70 + 10 + 90)
    found = judged_day(record, policy())
    assert found.figures["customer_minutes"] == 10 * 170
    assert found.tickets["T1"].restored == 170
    assert set(found.tickets) == {"T1"}


def test_started_work_never_moves_however_urgent_the_next_ticket() -> None:
    slow = ticket("T1", reported_at=at(0), parties=(party(120),), priority=Priority.ROUTINE)
    urgent = ticket("T2", reported_at=at(5), priority=Priority.EMERGENCY, place=spot(5))
    record = simulate(rolling([slow, urgent], [crew()]), OURS, 1)
    assert served(record, "T1").done_at == at(130)
    assert served(record, "T2").visits[0].set_out_at == at(130)


@pytest.mark.parametrize(
    ("dispatch", "first"),
    [(OURS, "T2"), (Greedy(Queue.PRIORITY), "T2"), (NEAREST, "T1"), (Greedy(Queue.FIRST_COME), "T1")],
    ids=lambda one: getattr(one, "name", one),
)
def test_which_of_two_waiting_tickets_a_crew_turns_to(dispatch: DispatchPolicy, first: str) -> None:
    busy = ticket("T0", reported_at=at(0), parties=(party(60),))
    routine = ticket("T1", reported_at=at(5), priority=Priority.ROUTINE)
    urgent = ticket("T2", reported_at=at(6), priority=Priority.EMERGENCY, place=spot(30))
    for dispatch, first in (
        (OURS, "T2"),
        (Greedy(Queue.PRIORITY), "T2"),
        (NEAREST, "T1"),
        (Greedy(Queue.FIRST_COME), "T1"),
    ):
        record = simulate(rolling([busy, routine, urgent], [crew()]), dispatch, 1)
        assert served(record, first).visits[0].set_out_at == at(70)


def test_the_nearest_of_the_free_crews_that_may_do_it_is_sent() -> None:
    near = crew("near", shifts=(shift(start_place=spot(8)),), skills=skills("tree"))
    middle = crew("middle", shifts=(shift(start_place=spot(4)),), skills=skills("line"))
    far = crew("far", shifts=(shift(start_place=spot(-20)),), skills=skills("line"))
    day = rolling([ticket(reported_at=at(0), parties=(party(30, "line"),))], [far, near, middle])
    assert served(simulate(day, NEAREST, 1), "T1").visits[0].duty.crew_id == "middle"


def test_routine_tickets_wait_for_the_next_regular_plan_and_urgent_ones_do_not() -> None:
    regular = Optimised("regular", Replan(urgency=Priority.URGENT, every=minutes(30), when_idle=False), steps=50)
    routine = ticket("T1", reported_at=at(10), priority=Priority.ROUTINE)
    urgent = ticket("T2", reported_at=at(40), priority=Priority.URGENT)
    record = simulate(rolling([routine, urgent], [crew("C1"), crew("C2")]), regular, 1)
    assert served(record, "T1").visits[0].set_out_at == at(30)
    assert served(record, "T2").visits[0].set_out_at == at(40)


def test_a_break_is_taken_once_and_by_an_idle_crew_when_it_is_due() -> None:
    pause = Break(at(60), at(120), minutes(30))
    idle = crew(shifts=(shift(breaks=(pause,)),))
    late = ticket("T1", reported_at=at(70), make_safe=True)
    record = simulate(rolling([late], [idle]), OURS, 1)
    assert served(record, "T1").visits[0].set_out_at == at(90)


def test_a_break_that_falls_inside_the_work_makes_it_longer() -> None:
    pause = Break(at(20), at(40), minutes(30))
    record = simulate(rolling([ticket(reported_at=at(0))], [crew(shifts=(shift(breaks=(pause,)),))]), OURS, 1)
    assert served(record, "T1").done_at == at(10 + 60 + 30)


def test_parties_wait_for_each_other_on_site() -> None:
    two = ticket(reported_at=at(0), parties=(party(30, "line"), party(20, "tree")))
    crews = [crew("L", skills=skills("line")), crew("T", skills=skills("tree"), shifts=(shift(start=20),))]
    record = simulate(rolling([two], crews), OURS, 1)
    assert [stay.started_at for stay in served(record, "T1").visits] == [at(30), at(30)]
    assert [stay.done_at for stay in served(record, "T1").visits] == [at(60), at(50)]


def test_a_repair_waits_until_what_it_comes_after_is_done() -> None:
    tree = ticket("tree", reported_at=at(0), parties=(party(60, "tree"),))
    line = ticket("line", reported_at=at(0), parties=(party(30, "line"),), after=(Precedence("tree", minutes(15)),))
    crews = [crew("T", skills=skills("tree")), crew("L", skills=skills("line"))]
    record = simulate(rolling([tree, line], crews), OURS, 1)
    stay = served(record, "line").visits[0]
    assert stay.started_at == at(70 + 15)


def test_a_ticket_is_not_known_before_those_it_comes_after() -> None:
    tree = ticket("tree", reported_at=at(40))
    line = ticket("line", reported_at=at(0), after=(Precedence("tree"),))
    record = simulate(rolling([tree, line], [crew("C1"), crew("C2")]), OURS, 1)
    assert served(record, "line").known_at == at(40)


@each_policy
def test_nobody_sets_out_for_work_that_would_outlast_the_longest_overtime(dispatch: DispatchPolicy) -> None:
    short = crew(shifts=(shift(end=60),))
    record = simulate(rolling([ticket(reported_at=at(0))], [short]), dispatch, 1)
    left = served(record, "T1")
    assert left.visits == ()
    assert left.unserved is not None
    assert left.unserved.reason is Reason.SHIFT


def test_shares_count_tickets_nobody_came_to_as_late_and_follow_their_area() -> None:
    near = ticket("near", reported_at=at(0))
    far = ticket("far", reported_at=at(0), place=spot(80), area_class=AreaClass.RURAL)
    never = ticket("never", reported_at=at(0), parties=(party(30, "cable"),), area_class=AreaClass.REMOTE)
    record = simulate(rolling([near, far, never], [crew("C1"), crew("C2")]), OURS, 1)
    figures = judged_day(record, policy()).figures
    assert figures["on_site"] == pytest.approx(2 / 3)
    assert (figures["on_site_urban"], figures["on_site_rural"], figures["on_site_remote"]) == (1.0, 1.0, 0.0)
    assert [figures[f"on_site_{n}_min"] for n in (45, 90, 120)] == pytest.approx([1 / 3, 2 / 3, 2 / 3])
    assert figures["minutes_to_site"] == 45
    assert figures["left_out"] == 1
    assert figures["travel_minutes"] == 2 * (10 + 80)
    # The one nobody came to is dark for the policy's 24 hours.
    assert figures["customer_minutes"] == 10 * (70 + 140 + 1440)


def test_what_the_crews_did_reads_as_a_plan() -> None:
    record = simulate(rolling([ticket(reported_at=at(0))], [crew()]), OURS, 1)
    (route,) = plan_of(record).routes
    assert (route.departure, route.stops[0].leave, route.end) == (at(0), at(70), at(80))


def test_overtime_is_what_lies_beyond_the_shift() -> None:
    late = crew(shifts=(shift(end=60, max_overtime=minutes(60)),))
    record = simulate(rolling([ticket(reported_at=at(0))], [late]), OURS, 1)
    assert judged_day(record, policy()).figures["overtime_minutes"] == 20


def test_luck_hangs_on_the_seed_and_the_ticket_alone() -> None:
    luck, same, other = (Luck(Uncertainty(), seed) for seed in (1, 1, 2))
    one, two = ticket("T1"), ticket("T2")
    assert luck.work(one, 0) == same.work(one, 0)
    assert len({luck.work(one, 0), luck.work(two, 0), other.work(one, 0)}) == 3
    assert luck.drive_factor("T1", 0) == same.drive_factor("T1", 0) != luck.drive_factor("T2", 0)


def test_true_work_follows_its_quantiles() -> None:
    spread = Quantiles((0.5, 0.75, 1.0, 1.5, 3.0))
    luck = Luck(Uncertainty(work={"": spread}), 1)
    multiples = sorted(luck.work(ticket(f"T{number}"), 0) / minutes(60) for number in range(2000))
    for level, value in ((0.1, 0.5), (0.25, 0.75), (0.5, 1.0), (0.75, 1.5), (0.9, 3.0)):
        assert multiples[round(2000 * level)] == pytest.approx(value, rel=0.1)


def test_quantiles_refuse_what_falls_or_is_not_above_nothing() -> None:
    for values in ((1.0, 2.0, 3.0, 4.0), (0.0, 1.0, 1.0, 1.0, 1.0), (2.0, 1.0, 3.0, 4.0, 5.0)):
        with pytest.raises(ValueError, match="five rising values"):
            Quantiles(values)


def test_a_scenario_says_how_it_is_dispatched_and_a_change_says_otherwise() -> None:
    scenario = read_scenario(Path("scenarios/library/zhoukou-summer-evening"))
    half_hourly = SetDispatch(every_minutes=minutes(30), urgency=Priority.URGENT, steps=20).apply(scenario, 1)
    nearest = SetDispatch(by=Way.NEAREST).apply(scenario, 1)
    found = [evaluate_rolling(day, 1, Settings(), scenario.policy) for day in (half_hourly, nearest)]
    assert all(len(one.tickets) == len(scenario.tickets) for one in found)
    assert found[0].figures != found[1].figures
    assert set(found[0].figures) <= set(FIGURE)
    with pytest.raises(ChangeError, match="dispatched so already"):
        SetDispatch(by=Way.NEAREST).apply(nearest, 1)


ILL = CrewNews("C1", known_at=at(30), off_from=at(30))


def test_a_crew_that_falls_ill_hands_back_what_it_is_on_and_another_begins_anew() -> None:
    other = crew("C2", shifts=(shift(start=20),))
    record = simulate(rolling([ticket(reported_at=at(0))], [crew(), other], news=(ILL,)), OURS, 1)
    first, second = served(record, "T1").visits
    assert (first.duty.crew_id, first.on_site_at, first.started_at, first.left_at) == ("C1", at(10), at(10), at(30))
    assert (second.duty.crew_id, second.set_out_at, second.done_at) == ("C2", at(30), at(30 + 10 + 60))
    assert served(record, "T1").on_site_at == at(10)
    assert [one.end for one in record.duties] == [at(30 + 10), at(100 + 10)]
    assert judged_day(record, policy()).figures["travel_minutes"] == 4 * 10
    assert [route.duty.crew_id for route in plan_of(record).routes] == ["C2"]


def test_a_drive_broken_off_counts_as_far_as_it_went() -> None:
    far = ticket(reported_at=at(0), place=spot(50))
    record = simulate(rolling([far], [crew()], news=(ILL,)), OURS, 1)
    (stay,) = served(record, "T1").visits
    assert (stay.came, stay.travel, served(record, "T1").on_site_at) == (False, minutes(30), None)
    assert served(record, "T1").unserved is not None


def test_a_crew_that_says_before_when_it_goes_begins_nothing_that_would_last_longer() -> None:
    said = replace(ILL, known_at=at(0))
    long = ticket(reported_at=at(0))
    short = ticket("T2", reported_at=at(0), parties=(party(10),), place=spot(5))
    record = simulate(rolling([long, short], [crew()], news=(said,)), OURS, 1)
    assert served(record, "T1").visits == ()
    assert served(record, "T2").visits[0].set_out_at == at(0)


def test_work_by_two_crews_goes_on_when_one_falls_ill_and_its_share_is_done_by_another() -> None:
    joint = ticket(reported_at=at(0), parties=(party(60, "line"), party(90, "tree")))
    line, spare, tree = crew("C1", skills=skills("line")), crew("C3", skills=skills("line")), crew("C2")
    tree = replace(tree, skills=skills("tree"))
    late = replace(spare, shifts=(shift(start=25),))
    record = simulate(rolling([joint], [line, tree, late], news=(ILL,)), OURS, 1)
    assert [(one.duty.crew_id, one.started_at, one.done_at, one.left_at) for one in served(record, "T1").visits] == [
        ("C1", at(10), None, at(30)),
        ("C3", at(40), at(100), None),
        ("C2", at(10), at(100), None),
    ]


def test_nobody_counts_on_a_crew_before_it_is_known_to_join() -> None:
    aid = crew("aid", shifts=(shift(start=100),), skills=skills("cable"))
    cable = ticket(reported_at=at(0), parties=(party(60, "cable"),))
    made = []
    for known_at in (at(40), at(100)):
        day = rolling([cable], [crew(), aid], news=(CrewNews("aid", known_at),))
        record = simulate(day, OURS, 1)
        assert served(record, "T1").visits[0].set_out_at == at(100)
        made.append([(plan.made_at, plan.visits) for plan in record.plans if plan.visits])
    assert made == [[(at(40), 1)], [(at(100), 1)]]


def test_parts_are_used_up_across_plans_and_loaded_again_at_the_depot() -> None:
    stocked = crew(parts=(("pole", 1),), depot=YARD, reload=minutes(15))
    tickets = [ticket(f"T{n}", reported_at=at(80 * n), parts=(("pole", 1),)) for n in range(2)]
    record = simulate(rolling(tickets, [stocked]), OURS, 1)
    assert served(record, "T0").visits[0].on_site_at == at(10)
    second = served(record, "T1").visits[0]
    assert (second.set_out_at, second.travel, second.on_site_at) == (at(80), minutes(20), at(80 + 20 + 15))


@each_policy
def test_who_cannot_load_again_leaves_what_needs_more_and_is_full_in_the_next_shift(dispatch: DispatchPolicy) -> None:
    stocked = crew(parts=(("pole", 1),), shifts=(shift(end=400), shift(600, 900)))
    tickets = [ticket(f"T{n}", reported_at=at(80 * n), parts=(("pole", 1),)) for n in range(2)]
    record = simulate(rolling(tickets, [stocked, crew("C2", parts=(("fuse", 1),))]), dispatch, 1)
    assert served(record, "T0").visits[0].set_out_at == at(0)
    assert all(stay.set_out_at >= at(600) for stay in served(record, "T1").visits)
    assert served(record, "T1").done_at is not None
