"""plan.json: a plan with all that is needed to read, judge and repeat it. Times are ISO 8601 in UTC.

The layout is versioned by `VERSION`; a reader refuses what it does not know.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from dispatch.clocks import Clock
from dispatch.duty import DutyKey
from dispatch.errors import InputErrors, InputFault
from dispatch.figures import Compliance, Figures, Promise
from dispatch.plan import CrewRoute, Pause, PauseKind, Plan, Reason, Stop, Unassigned
from dispatch.score import Costs
from dispatch.sentences import Sentence
from dispatch.ticket import Visit
from scenarios.outcome import Outcome
from solver.certificate import Certificate, certify
from solver.settings import Engine, Settings

FORMAT = "crewdispatch plan"
VERSION = 1

Json = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """What `read_plan` finds in a plan file."""

    input_name: str
    input_folder: str
    """As it was named when the plan was made; empty when the input was no folder."""
    policy_name: str
    policy_version: str
    settings: Settings
    certificate: Certificate
    cost: float
    plan: Plan


def write_plan(outcome: Outcome, path: Path) -> None:
    """Write the plan as UTF-8 JSON."""
    path.write_text(json.dumps(encode(outcome), ensure_ascii=False, indent=1, allow_nan=False), encoding="utf-8")


def read_plan(path: Path) -> SavedPlan:
    """Read a plan file back.

    Raises
    ------
    InputErrors
        When the file cannot be read, is no plan file, or has a version this program does not know.
    """
    return _read(path, _decode)


def read_routes(path: Path) -> Plan:
    """The plan alone, out of a plan file or of what `write_routes` wrote.

    Raises
    ------
    InputErrors
        As `read_plan`.
    """
    return _read(path, decode_plan)


def write_routes(plan: Plan, path: Path) -> None:
    """Write a plan without what it was made from: enough for a day's published plan."""
    content = {"format": FORMAT, "version": VERSION, **encode_plan(plan)}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def _read(path: Path, decode: Callable[[Json], T]) -> T:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        _require_known(path, content)
        return decode(content)
    except OSError as error:
        raise InputErrors([InputFault(path.name, f"cannot be read: {error.strerror}")]) from error
    except KeyError as error:
        raise InputErrors([InputFault(path.name, f"is not a whole plan file: {error.args[0]} is missing")]) from error
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise InputErrors([InputFault(path.name, f"is not a plan file: {error}")]) from error


def _require_known(path: Path, content: Json) -> None:
    if content["format"] != FORMAT:
        fault = InputFault(path.name, "is not a plan file", None, "format", str(content["format"]), FORMAT)
        raise InputErrors([fault])
    if content["version"] != VERSION:
        fault = InputFault(path.name, "has an unknown layout", None, "version", str(content["version"]), str(VERSION))
        raise InputErrors([fault])


def encode(outcome: Outcome) -> Json:
    """The whole file as plain dictionaries and lists."""
    problem, result = outcome.problem, outcome.result
    return {
        "format": FORMAT,
        "version": VERSION,
        "input": {
            "name": outcome.name,
            "folder": outcome.folder,
            "now": _time(problem.now),
            "zone": problem.policy.zone,
        },
        "policy": {"name": problem.policy.name, "version": problem.policy.version},
        "settings": asdict(outcome.settings),
        "certificate": asdict(certify(problem, outcome.settings, result)),
        "solve": {
            "source": result.source,
            "stopped_by": result.stopped_by,
            "elapsed_seconds": round(result.elapsed_seconds, 3),
            "steps": result.steps,
            "bound": result.bound,
        },
        "cost": {"total": result.score.total, "terms": _costs(result.score.terms)},
        **encode_plan(result.plan, result.score.by_duty),
        "tickets": [_ticket(outcome, ticket_id) for ticket_id in outcome.clocks],
        "figures": _figures(outcome.figures),
    }


def encode_plan(plan: Plan, costs: Mapping[DutyKey, Costs] | None = None) -> Json:
    """Routes and what is left out; each route with its own costs when they are given."""
    return {
        "routes": [_route(route, None if costs is None else costs[route.duty]) for route in plan.routes],
        "unassigned": [
            {"ticket": entry.ticket_id, "reason": entry.reason, "sentence": str(entry.sentence)}
            | asdict(entry.sentence)
            for entry in plan.unassigned
        ],
    }


def decode_plan(content: Json) -> Plan:
    """The plan that `encode_plan` wrote."""
    unassigned = (
        Unassigned(entry["ticket"], Reason(entry["reason"]), _sentence(entry)) for entry in content["unassigned"]
    )
    return Plan(tuple(_route_of(entry) for entry in content["routes"]), tuple(unassigned))


def _sentence(content: Json) -> Sentence:
    return Sentence(content["code"], {name: _fact(fact) for name, fact in content["facts"].items()})


def _fact(content: Any) -> Any:
    if isinstance(content, list):
        return tuple(_fact(one) for one in content)
    return _sentence(content) if isinstance(content, dict) else content


def _route(route: CrewRoute, costs: Costs | None) -> Json:
    return {
        "crew": route.duty.crew_id,
        "shift": route.duty.shift,
        "departure": _time(route.departure),
        "stops": [_stop(stop) for stop in route.stops],
        "last_pauses": [_pause(pause) for pause in route.last_pauses],
        "return_travel_seconds": _seconds(route.return_travel),
        "end": _time(route.end),
        **({} if costs is None else {"cost": _costs(costs)}),
    }


def _stop(stop: Stop) -> Json:
    return {
        "ticket": stop.visit.ticket_id,
        "party": stop.visit.party,
        "depart": _time(stop.depart),
        "travel_seconds": _seconds(stop.travel),
        "arrival": _time(stop.arrival),
        "start": _time(stop.start),
        "leave": _time(stop.leave),
        "pauses": [_pause(pause) for pause in stop.pauses],
    }


def _pause(pause: Pause) -> Json:
    return {"kind": pause.kind, "start": _time(pause.start), "end": _time(pause.end)}


def _ticket(outcome: Outcome, ticket_id: str) -> Json:
    clocks = outcome.clocks[ticket_id]
    return {
        "id": ticket_id,
        "arrival": _clock(clocks.arrival),
        "restoration": _clock(clocks.restoration),
        "cost": _costs(outcome.result.score.by_ticket[ticket_id]),
    }


def _clock(clock: Clock) -> Json:
    return {"due": _time(clock.due), "at": None if clock.at is None else _time(clock.at), "state": clock.state}


def _figures(figures: Figures) -> Json:
    return {
        "tickets": figures.tickets,
        "served": figures.served,
        "left_out": figures.left_out,
        "arrival": _promise(figures.arrival),
        "restoration": _promise(figures.restoration),
        "customer_minutes": dict(figures.customer_minutes),
        "customer_minutes_left_out_at_least": dict(figures.customer_minutes_left_out),
        "travel_seconds": _seconds(figures.travel),
        "overtime_seconds": _seconds(figures.overtime),
        "utilisation": figures.utilisation,
        "duties": [
            {
                "crew": duty.duty.crew_id,
                "shift": duty.duty.shift,
                "visits": duty.visits,
                "travel_seconds": _seconds(duty.travel),
                "busy_seconds": _seconds(duty.busy),
                "overtime_seconds": _seconds(duty.overtime),
                "regular_seconds": _seconds(duty.regular),
                "utilisation": duty.utilisation,
            }
            for duty in figures.duties
        ],
    }


def _promise(promise: Promise) -> Json:
    return {
        "overall": _compliance(promise.overall),
        "by_area": {area.value: _compliance(some) for area, some in promise.by_area.items()},
        "by_priority": {str(int(priority)): _compliance(some) for priority, some in promise.by_priority.items()},
    }


def _compliance(some: Compliance) -> Json:
    return {**asdict(some), "share": some.share}


def _costs(costs: Costs) -> Json:
    return {term.value: cost for term, cost in costs.items()}


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _seconds(span: timedelta) -> float:
    seconds = span.total_seconds()
    return int(seconds) if seconds.is_integer() else seconds


def _decode(content: Json) -> SavedPlan:
    settings: Mapping[str, Any] = content["settings"]
    return SavedPlan(
        input_name=content["input"]["name"],
        input_folder=content["input"]["folder"],
        policy_name=content["policy"]["name"],
        policy_version=content["policy"]["version"],
        settings=Settings(**{**settings, "engine": Engine(settings["engine"])}),
        certificate=Certificate(**content["certificate"]),
        cost=content["cost"]["total"],
        plan=decode_plan(content),
    )


def _route_of(entry: Json) -> CrewRoute:
    return CrewRoute(
        duty=DutyKey(entry["crew"], entry["shift"]),
        departure=datetime.fromisoformat(entry["departure"]),
        stops=tuple(_stop_of(stop) for stop in entry["stops"]),
        return_travel=timedelta(seconds=entry["return_travel_seconds"]),
        end=datetime.fromisoformat(entry["end"]),
        last_pauses=tuple(_pause_of(pause) for pause in entry["last_pauses"]),
    )


def _stop_of(entry: Json) -> Stop:
    return Stop(
        visit=Visit(entry["ticket"], entry["party"]),
        depart=datetime.fromisoformat(entry["depart"]),
        travel=timedelta(seconds=entry["travel_seconds"]),
        arrival=datetime.fromisoformat(entry["arrival"]),
        start=datetime.fromisoformat(entry["start"]),
        leave=datetime.fromisoformat(entry["leave"]),
        pauses=tuple(_pause_of(pause) for pause in entry["pauses"]),
    )


def _pause_of(entry: Json) -> Pause:
    return Pause(PauseKind(entry["kind"]), datetime.fromisoformat(entry["start"]), datetime.fromisoformat(entry["end"]))
