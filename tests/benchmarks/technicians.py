"""Technician routing (Pillac, Guéret and Medaglia 2013), read into the domain as closely as it goes.

The 1,400 best-known routes show what the instances mean: a technician may pass the central depot once,
and has all tools and as many parts as he likes from then on. So tools are parts of which one is enough,
and a crew carries plenty of everything when it has loaded at the depot. What it has at the start is
less: work under way at its home, which no plan may move, uses the rest up and takes no time.

Two differences remain. The domain's crew passes the depot when something lacks, the benchmark's may pass
it earlier where that is a shorter way: :mod:`tests.benchmarks.technicians_judge` puts the passage where it
costs least. The objective, working time from leaving home, is priced as travel and waiting; work takes its
time whoever does it.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePosixPath
from typing import NamedTuple

from dispatch.crew import Crew, Shift
from dispatch.place import Place
from dispatch.plan import Plan
from dispatch.problem import PlanningProblem
from dispatch.skill import Skill
from dispatch.ticket import AreaClass, Party, Priority, Started, Ticket
from tests.benchmarks import unit_scale
from tests.benchmarks.shared_data import archive, texts

ARCHIVE = "pillac_trsp.tar.gz"
FOLDER = "crew25"
BEST = "pillac_trsp_bks.csv"
STATIC = tuple(
    f"{kind}{number}"
    for kind, last in (("C1", 9), ("C2", 8), ("R1", 12), ("R2", 11), ("RC1", 8), ("RC2", 8))
    for number in (f"{n:02d}" for n in range(1, last + 1))
)

LOADED = "start-"
"""Marks the work under way that leaves a crew with what it has at the start."""
PLENTY = 999


class BestKnown(NamedTuple):
    """Working time, which is the objective, and distance."""

    duration: float
    distance: float


@dataclass(frozen=True, slots=True)
class Node:
    """The depot, a technician or a request."""

    number: int
    x: float
    y: float
    opens: float
    closes: float
    service: float
    skills: tuple[int, ...]
    tools: frozenset[int]
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance."""

    name: str
    depot: Node
    technicians: tuple[Node, ...]
    requests: tuple[Node, ...]


def read_instances(names: Collection[str]) -> Iterator[Instance]:
    """The named static instances (`C101`), in the archive's order."""
    for path, text in texts(ARCHIVE, ".txt"):
        name = PurePosixPath(path).name.partition(".")[0]
        if PurePosixPath(path).parent.name == FOLDER and name in names:
            yield parse(name, text)


def best_known() -> dict[str, BestKnown]:
    """The best-known working time and distance by instance."""
    with archive(BEST).open(encoding="utf-8", newline="") as file:
        return {
            row["instance"].partition(".")[0]: BestKnown(float(row["duration_working_time"]), float(row["distance"]))
            for row in csv.DictReader(file)
        }


def parse(name: str, text: str) -> Instance:
    """An instance from its file's text: INFO with the crew count, then one line a node."""
    rows = [line.split() for line in text.splitlines()]
    crews = next(int(row[0]) for before, row in pairwise(rows) if before[:1] == ["CREW"])
    nodes = [_node(row) for row in rows if len(row) >= 9 and row[6].startswith("[")]
    return Instance(name, nodes[0], tuple(nodes[1 : crews + 1]), tuple(nodes[crews + 1 :]))


def _node(row: list[str]) -> Node:
    number, (x, y, opens, closes, service) = int(row[0]), map(float, row[1:6])
    skills, tools, parts = map(json.loads, row[6:9])
    return Node(number, x, y, opens, closes, service, tuple(skills), frozenset(tools), tuple(parts))


def problem_of(instance: Instance) -> PlanningProblem:
    """The planning problem whose score is the distance, the depot's detour included."""
    nodes = (instance.depot, *instance.technicians, *instance.requests)
    where = dict(zip(nodes, unit_scale.places([(node.x, node.y) for node in nodes]), strict=True))
    plenty = dict.fromkeys(sorted({name for node in nodes for name in _stock(node)}), PLENTY)
    return PlanningProblem(
        now=unit_scale.START,
        tickets=(
            *(_loaded(node, where[node], plenty) for node in instance.technicians),
            *(_ticket(node, where[node]) for node in instance.requests),
        ),
        crews=tuple(_crew(node, where[node], where[instance.depot], plenty) for node in instance.technicians),
        policy=unit_scale.travel_policy("technicians", waiting=unit_scale.UNIT_PRICE),
        travel=unit_scale.matrix(tuple(where.values()), unit_scale.euclidean([(node.x, node.y) for node in nodes])),
    )


def tours_of(plan: Plan) -> dict[int, tuple[int, ...]]:
    """Requests in order by technician, as the benchmark numbers both."""
    return {
        int(route.duty.crew_id): tuple(
            int(visit.ticket_id) for visit in route.visits if not visit.ticket_id.startswith(LOADED)
        )
        for route in plan.routes
    }


def _stock(node: Node) -> dict[str, int]:
    parts = {f"part-{kind}": count for kind, count in enumerate(node.parts) if count}
    return parts | {f"tool-{tool}": 1 for tool in node.tools}


def _ticket(node: Node, place: Place) -> Ticket:
    work = unit_scale.span(node.service)
    return Ticket(
        id=str(node.number),
        place=place,
        reported_at=unit_scale.START,
        area_class=AreaClass.URBAN,
        priority=Priority.ROUTINE,
        parties=(Party(work, tuple(Skill(f"skill-{skill}") for skill in node.skills)),),
        appointments=(unit_scale.window(node.opens, node.closes),),
        parts=tuple(_stock(node).items()),
        prices=unit_scale.MUST_SERVE,
    )


def _loaded(node: Node, home: Place, plenty: dict[str, int]) -> Ticket:
    # A tool at hand serves any number of requests; parts at hand are as many as they are.
    at_start = {name: PLENTY if name.startswith("tool") else count for name, count in _stock(node).items()}
    used_up = {name: count - at_start.get(name, 0) for name, count in plenty.items()}
    return Ticket(
        id=f"{LOADED}{node.number}",
        place=home,
        reported_at=unit_scale.START,
        area_class=AreaClass.URBAN,
        priority=Priority.ROUTINE,
        parties=(Party(unit_scale.span(0)),),
        parts=tuple((name, count) for name, count in used_up.items() if count),
        started=(Started(str(node.number)),),
        prices=unit_scale.MUST_SERVE,
    )


def _crew(node: Node, home: Place, depot: Place, plenty: dict[str, int]) -> Crew:
    opens, closes = unit_scale.moment(node.opens), unit_scale.moment(node.closes)
    return Crew(
        id=str(node.number),
        shifts=(Shift(opens, closes, home, home, on_call=True),),
        skills=tuple(Skill(f"skill-{skill}") for skill in node.skills),
        parts=tuple(plenty.items()),
        depot=depot,
        reload=unit_scale.span(0),
    )
