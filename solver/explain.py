"""Why a ticket is on nobody's list: the rule that stopped the crew that came furthest, in a sentence.

Every duty is tried in stages: may the crew do it at all, could it with an empty list, does it fit into
its list as planned. The reason is that of the furthest stage any crew reached, so it names the real obstacle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from dispatch.duty import Duty
from dispatch.plan import Reason, Sequences, Unassigned
from dispatch.problem import PlanningProblem
from dispatch.rules import unfit
from dispatch.schedule import schedule
from dispatch.sentences import Fact, Sentence, say
from dispatch.ticket import Ticket, Visit
from solver.trials import MINUTE, Trial, Trials

CREWS_TRIED = 12
"""Places are tried on the lists of this many duties that could do it with an empty list, nearest first."""
PLACES_PRICED = 4
"""Of the places where it fits, the score is asked for this many: those that look cheapest."""
UNFIT = {"skill": Reason.SKILL, "equipment": Reason.EQUIPMENT, "crew": Reason.CREW}


class _Stage(IntEnum):
    """How far a crew comes with a ticket."""

    UNFIT = 0
    LOCKED = 1
    PARTS = 2
    TIME = 3
    FULL = 4
    FITS = 5


@dataclass(frozen=True, slots=True, order=True)
class _Finding:
    stage: _Stage
    closeness: float
    """Among findings of one stage, the crew nearest to making it speaks."""
    reason: Reason
    sentence: Sentence = field(compare=False)


def unassigned_reasons(problem: PlanningProblem, sequences: Sequences) -> tuple[Unassigned, ...]:
    """A reason code and a sentence for every ticket on no list of `sequences`, in the problem's order."""
    planned = {visit.ticket_id for order in sequences.values() for visit in order}
    left_out = [ticket for ticket in problem.tickets if ticket.id not in planned]
    if not left_out:
        return ()
    case = Trials(problem, schedule(problem, sequences))
    return tuple(Unassigned(ticket.id, *_explain(case, ticket, planned)) for ticket in left_out)


def _explain(case: Trials, ticket: Ticket, planned: set[str]) -> tuple[Reason, Sentence]:
    for link in case.problem.comes_after(ticket):
        if link.ticket_id not in planned:
            return Reason.PRECEDENCE, say("left_out.predecessor", ticket=link.ticket_id)
    if not case.problem.duties:
        return Reason.SHIFT, say("left_out.nobody_on_shift")
    for visit in ticket.visits:
        found = _best_finding(case, ticket, visit)
        if found.stage is not _Stage.FITS:
            return found.reason, found.sentence
    if len(ticket.parties) == 1:
        return found.reason, found.sentence
    return Reason.SHIFT, say("left_out.no_common_time", crews=len(ticket.parties))


def _best_finding(case: Trials, ticket: Ticket, visit: Visit) -> _Finding:
    problem = case.problem
    findings: list[_Finding] = []
    near: list[Duty] = []
    for duty in problem.duties:
        blocked = _blocked(problem, duty, ticket, visit)
        if blocked is None:
            near.append(duty)
        else:
            findings.append(blocked)
    near.sort(key=lambda duty: problem.travel.free_flow_seconds(duty.start_place, ticket.place))
    able: list[Duty] = []
    for duty in near:
        alone = case.trial(duty, (*problem.heads.get(duty.key, ()), visit), visit)
        if alone.breach:
            findings.append(_too_late(case, ticket, alone))
        else:
            able.append(duty)
        if len(able) == CREWS_TRIED:
            break
    if not able:
        best = max(findings)
        return _nobody(problem, ticket, visit) or best if best.stage is _Stage.UNFIT else best
    trials = [trial for duty in able for trial in case.places(duty, visit)]
    fitting = [trial for trial in trials if not trial.breach]
    return _dear(case, ticket, fitting) if fitting else _full(case, trials)


def _blocked(problem: PlanningProblem, duty: Duty, ticket: Ticket, visit: Visit) -> _Finding | None:
    """Why the crew may not do the visit at whatever time."""
    reasons = tuple(unfit(duty, ticket, visit.party))
    if reasons:
        kind = reasons[0][0]
        lacking = len(duty.crew.lacks(ticket, visit.party))
        sentence = say("left_out.no_crew_may", why=reasons[0][1])
        return _Finding(_Stage.UNFIT, -len(reasons) - lacking, UNFIT[kind], sentence)
    for lock in problem.locks_by_visit.get(visit, ()):
        if lock.crew_id not in (None, duty.crew_id):
            sentence = say("left_out.locked_crew_cannot", crew=lock.crew_id)
            return _Finding(_Stage.LOCKED, 0, Reason.LOCK, sentence)
    carried = dict(duty.crew.parts)
    short = tuple(name for name, count in ticket.parts if visit.party == 0 and carried.get(name, 0) < count)
    if short:
        sentence = say("left_out.parts_short", parts=short, crew=duty.crew_id)
        return _Finding(_Stage.PARTS, -len(short), Reason.PARTS, sentence)
    return None


def _nobody(problem: PlanningProblem, ticket: Ticket, visit: Visit) -> _Finding | None:
    """What is said when what one crew lacks is lacking in every crew on shift."""
    if not all(duty.crew.lacks(ticket, visit.party) for duty in problem.duties):
        return None
    needed = tuple(map(str, ticket.parties[visit.party].skills))
    sentence = say("left_out.skills_not_together", skills=needed)
    return _Finding(_Stage.UNFIT, 0, Reason.SKILL, sentence)


def _too_late(case: Trials, ticket: Ticket, trial: Trial) -> _Finding:
    """What keeps the crew from it even with an empty list."""
    reasons = {"windows": Reason.TIME_WINDOW, "locks": Reason.LOCK, "precedence": Reason.PRECEDENCE}
    reason = reasons.get(trial.breach, Reason.SHIFT)
    there: dict[str, Fact] = {"crew": trial.duty.crew_id, "at": case.clock(trial.stop.arrival)}
    late = (trial.stop.start - case.problem.now) / MINUTE
    if trial.breach == "windows":
        closing = [max(w.end for w in group) for group in (ticket.appointments, ticket.access) if group]
        work = (trial.stop.leave - trial.stop.start) / MINUTE
        closes = case.clock(min(closing))
        sentence = say("left_out.after_its_windows", closes=closes, minutes=round(work), **there)
        return _Finding(_Stage.TIME, -late, reason, sentence)
    if trial.breach == "locks":
        return _Finding(_Stage.TIME, -late, reason, say("left_out.after_its_lock", **there))
    if trial.breach == "precedence":
        return _Finding(_Stage.TIME, -late, reason, say("left_out.too_long_after", **there))
    if trial.short == 0:
        return _Finding(_Stage.TIME, 0, reason, say("left_out.no_lawful_place", **there))
    short = round(trial.short)
    sentence = say("left_out.shift_too_short", minutes=short, end=case.clock(trial.duty.hard_end), **there)
    if trial.route.end <= trial.duty.hard_end:
        sentence = say("left_out.duty_too_short", minutes=short, **there)
    return _Finding(_Stage.TIME, -trial.short, reason, sentence)


def _full(case: Trials, trials: Sequence[Trial]) -> _Finding:
    """Able crews, but no place on their lists: the nearest miss speaks."""
    nearest = min(trials, key=lambda trial: trial.short)
    duty = nearest.duty
    route = case.routes.get(duty.key)
    busy = case.clock(max((stop.leave for stop in route.stops), default=duty.start) if route else duty.start)
    day: dict[str, Fact] = {"crew": duty.crew_id, "busy": busy, "end": case.clock(duty.hard_end)}
    sentence = say("left_out.no_room_between", **day)
    if nearest.short > 0:
        jobs = len(route.stops) if route else 0
        sentence = say("left_out.full", jobs=jobs, minutes=round(nearest.short), **day)
    return _Finding(_Stage.FULL, -nearest.short, Reason.SHIFT, sentence)


def _dear(case: Trials, ticket: Ticket, fitting: list[Trial]) -> _Finding:
    """It fits: what the cheapest place adds, against leaving out and against the change budget."""
    price = case.problem.prices[ticket.id].left_out
    likely = sorted(fitting, key=case.guess)[:PLACES_PRICED]
    priced = [(*case.price(trial), trial.duty.crew_id) for trial in likely]
    # A place that pays and keeps the budget speaks first, then one that pays, then the cheapest.
    added, over, crew = min(priced, key=lambda one: (one[0] > price, one[1] > 0, one[0]))
    could: dict[str, Fact] = {"crew": crew, "cost": round(added), "price": round(price)}
    if added > price:
        return _Finding(_Stage.FITS, -added, Reason.COST, say("left_out.too_dear", **could))
    if over:
        sentence = say("left_out.over_budget", over=over, **could)
        return _Finding(_Stage.FITS, -added, Reason.CHANGE_BUDGET, sentence)
    return _Finding(_Stage.FITS, -added, Reason.COST, say("left_out.not_found_yet", **could))
