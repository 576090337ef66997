"""Days solved by hand, for whatever shows a plan: every state of a clock, breaks, reloads, two crews on one ticket."""

from __future__ import annotations

from dispatch.crew import Break
from dispatch.problem import PlanningProblem
from dispatch.score import score
from dispatch.ticket import AreaClass, Priority
from scenarios.outcome import Outcome
from solver.result import SolveResult
from solver.settings import Settings
from tests import builders as make

HOSTILE = "</script><script>alert(1)</script>"


def outcome(case: PlanningProblem, lists: dict[str, str]) -> Outcome:
    """The lists (as `builders.plan` reads them) as if the solver had found them."""
    plan = make.plan(case, lists)
    result = SolveResult(plan, score(case, plan), 1.5, "test", "done")
    return Outcome("by hand", case, Settings(seconds=2), result, "A day solved by hand")


def full_day() -> Outcome:
    """Three crews, one idle; T1 met, T2 at risk, T3 missed, T4 needs two crews, T5 is left out."""
    lunch = Break(make.at(60), make.at(150), make.minutes(30))
    crews = [
        make.crew(
            "C1",
            name="城东抢修班",
            shifts=(make.shift(0, 240, breaks=(lunch,), max_overtime=make.minutes(180)),),
            parts=(("fuse", 1),),
            depot=make.YARD,
        ),
        make.crew("=C2", name="@night <b>crew</b>"),
        make.crew("C3"),
    ]
    tickets = [
        make.ticket("T1", reported_at=make.at(-5), address="解放路 12 号", fault_type="fuse", parts=(("fuse", 1),)),
        make.ticket("T2", place=make.spot(10, 20), reported_at=make.at(-10), address='=HYPERLINK("http://x")'),
        make.ticket("T3", place=make.spot(-30, 5), priority=Priority.URGENT, customers=250, parts=(("fuse", 1),)),
        make.ticket("T4", parties=(make.party(90), make.party(90)), area_class=AreaClass.RURAL, address=HOSTILE),
        make.ticket("T5", place=make.spot(40, -40), customers=3, fault_type=HOSTILE),
    ]
    case = make.problem(tickets, crews, policy=make.policy(zone="Asia/Shanghai"))
    return outcome(case, {"C1": "T1 T3 T4", "=C2": "T2 T4/1"})
