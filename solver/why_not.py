"""Why a crew is not on a ticket: for every crew the rule in its way, and the smallest thing that would help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from dispatch.duty import Duty
from dispatch.manual_move import Move, moved
from dispatch.plan import Plan, Reason
from dispatch.problem import PlanningProblem
from dispatch.rules import unfit
from dispatch.sentences import Sentence, say
from dispatch.ticket import Ticket, Visit
from solver.trials import MINUTE, Trial, Trials

UNFIT = {
    "skill": (Reason.SKILL, say("remedy.skill")),
    "equipment": (Reason.EQUIPMENT, say("remedy.equipment")),
    "crew": (Reason.CREW, say("remedy.crew")),
}
BROKEN = {
    "windows": (Reason.TIME_WINDOW, say("in_the_way.windows")),
    "locks": (Reason.LOCK, say("in_the_way.locks")),
    "shifts": (Reason.SHIFT, say("in_the_way.shifts")),
    "breaks": (Reason.SHIFT, say("in_the_way.breaks")),
    "stocked": (Reason.PARTS, say("in_the_way.stocked")),
    "priority_first": (Reason.SHIFT, say("in_the_way.priority_first")),
    "precedence": (Reason.PRECEDENCE, say("in_the_way.precedence")),
    "tied": (Reason.PRECEDENCE, say("in_the_way.tied")),
    "others": (Reason.SHIFT, say("in_the_way.others")),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One cell of the why-not matrix."""

    visit: Visit
    crew_id: str
    reason: Reason | None
    """The rule in the way; None when the crew fits."""
    sentence: Sentence
    remedy: Sentence | None = None
    """The smallest thing that would make it fit; None when it fits or nothing small would."""
    extra_time: timedelta | None = None
    """How much longer the duty would have to last, where that alone would do."""


def why_not(problem: PlanningProblem, plan: Plan, visit: Visit) -> tuple[Answer, ...]:
    """For every crew on duty, in the problem's order: whether it fits, else what is in the way and what would help.

    Each crew's list is as in the plan, without the ticket itself. Other crews' times stand still.

    Raises
    ------
    KeyError
        When the ticket is not in the problem.
    """
    case = Trials(problem, moved(problem, plan, Move(visit, None)))
    answers: dict[str, list[tuple[float, Answer]]] = {}
    for duty in problem.duties:
        answers.setdefault(duty.crew_id, []).append(_of_duty(case, duty, visit))
    return tuple(min(own, key=lambda ranked: ranked[0])[1] for own in answers.values())


_Ranked = tuple[float, Answer]
"""An answer, and how far the duty is from fitting: the nearest one speaks for its crew."""
FAR = 1e9


def _of_duty(case: Trials, duty: Duty, visit: Visit) -> _Ranked:
    blocked = _settled(case, duty, visit) or _blocked(case.problem, duty, visit)
    if blocked is not None:
        return 2 * FAR, blocked
    trials = case.places(duty, visit)
    fitting = [trial for trial in trials if not trial.breach]
    if fitting:
        return 0.0, _fits(case, min(fitting, key=case.guess))
    longer = [trial for trial in trials if trial.breaches == ("shifts",)]
    if longer:
        return _longer(case, min(longer, key=lambda trial: trial.short))
    return FAR, _in_the_way(case, trials, visit)


def _settled(case: Trials, duty: Duty, visit: Visit) -> Answer | None:
    """What was decided before any crew could be asked: work begun or frozen, a predecessor left out."""
    problem, crew = case.problem, duty.crew_id
    for key, head in problem.heads.items():
        if visit in head:
            if key.crew_id == crew:
                return Answer(visit, crew, None, say("why_not.has_it", crew=crew))
            return Answer(visit, crew, Reason.LOCK, say("why_not.other_has_it", crew=key.crew_id))
    for link in problem.comes_after(problem.ticket[visit.ticket_id]):
        if not case.stops.keys() & set(problem.ticket[link.ticket_id].visits):
            sentence = say("left_out.predecessor", ticket=link.ticket_id)
            return Answer(visit, crew, Reason.PRECEDENCE, sentence, say("remedy.predecessor", ticket=link.ticket_id))
    return None


def _blocked(problem: PlanningProblem, duty: Duty, visit: Visit) -> Answer | None:
    """What keeps the crew from the visit at whatever time."""
    ticket = problem.ticket[visit.ticket_id]
    for kind, sentence in unfit(duty, ticket, visit.party):
        reason, remedy = UNFIT[kind]
        return Answer(visit, duty.crew_id, reason, say("left_out.because", why=sentence), remedy)
    for lock in problem.locks_by_visit.get(visit, ()):
        if lock.crew_id not in (None, duty.crew_id):
            sentence = say("why_not.locked", crew=lock.crew_id)
            return Answer(visit, duty.crew_id, Reason.LOCK, sentence, say("remedy.lock"))
    short = _short_of_parts(duty, ticket) if visit.party == 0 else ()
    if short:
        sentence = say("why_not.parts_short", crew=duty.crew_id, ticket=ticket.id)
        return Answer(visit, duty.crew_id, Reason.PARTS, sentence, say("remedy.parts", parts=short))
    return None


def _short_of_parts(duty: Duty, ticket: Ticket) -> tuple[str, ...]:
    carried = dict(duty.crew.parts)
    missing = ((count - carried.get(name, 0), name) for name, count in ticket.parts)
    return tuple(f"{count} {name}" for count, name in missing if count > 0)


def _fits(case: Trials, trial: Trial) -> Answer:
    added, _ = case.price(trial)
    crew, at = trial.duty.crew_id, case.clock(trial.stop.arrival)
    return Answer(trial.stop.visit, crew, None, say("why_not.fits", crew=crew, at=at, cost=round(added)))


def _longer(case: Trials, trial: Trial) -> _Ranked:
    crew, minutes = trial.duty.crew_id, ceil(trial.short)
    sentence = say("why_not.past_end", crew=crew, minutes=minutes, end=case.clock(trial.duty.hard_end))
    remedy = say("remedy.longer", crew=crew, minutes=minutes, end=case.clock(trial.route.end))
    extra = timedelta(seconds=ceil(trial.short * 60))
    return trial.short, Answer(trial.stop.visit, crew, Reason.SHIFT, sentence, remedy, extra)


def _in_the_way(case: Trials, trials: Sequence[Trial], visit: Visit) -> Answer:
    """The rule at the place where the fewest are broken; whether the crew would fit without its other work."""
    nearest = min(trials, key=lambda trial: (len(trial.breaches), "others" in trial.breaches, trial.short))
    reason, what = BROKEN[nearest.breach]
    crew = nearest.duty.crew_id
    alone = case.trial(nearest.duty, (*case.problem.heads.get(nearest.duty.key, ()), visit), visit)
    late = _too_late(case, nearest, visit)
    remedy = say("remedy.window", minutes=ceil(late / MINUTE)) if late else None
    if not alone.breach:
        remedy = say("remedy.alone", crew=crew, at=case.clock(alone.stop.arrival))
    return Answer(visit, crew, reason, say("why_not.in_the_way", crew=crew, what=what), remedy)


def _too_late(case: Trials, trial: Trial, visit: Visit) -> timedelta | None:
    """By how much the last window is missed, where that is all that is wrong."""
    ticket = case.problem.ticket[visit.ticket_id]
    if trial.breaches != ("windows",):
        return None
    starts = [trial.stop.start - max(one.end for one in ticket.appointments)] if ticket.appointments else []
    ends = [trial.stop.leave - max(one.end for one in ticket.access)] if ticket.access else []
    late = max(starts + ends)
    return late if late > timedelta(0) else None
