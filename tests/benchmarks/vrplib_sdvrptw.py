"""Site-dependent vehicle routing with time windows (Cordeau and Laporte 2001), read into the domain.

A customer's allowed vehicles become a skill, its demand parts that are carried without a depot to
reload at, its hard window an appointment, the longest route an on-call shift's longest duty. The
score is the distance; PyVRP's convention of distances rounded to a thousandth is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from dispatch.crew import Crew, Shift
from dispatch.duty import DutyKey
from dispatch.place import Place
from dispatch.plan import Plan
from dispatch.problem import PlanningProblem
from dispatch.schedule import schedule
from dispatch.skill import Skill
from dispatch.ticket import AreaClass, Party, Priority, Ticket, Visit
from tests.benchmarks import unit_scale
from tests.benchmarks.shared_data import texts

ARCHIVE = "pyvrp_SDVRPTW.tar.gz"
DEMAND = "demand"
CORDEAU_LAPORTE = tuple(f"PR{number:02d}" for number in range(1, 21))


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance and its best-known routes; index 0 is the depot."""

    name: str
    points: tuple[tuple[float, float], ...]
    demand: tuple[int, ...]
    service: tuple[float, ...]
    windows: tuple[tuple[float, float], ...]
    capacity: tuple[int, ...]
    longest_route: float
    allowed: tuple[frozenset[int], ...]
    """The customers each vehicle may serve."""
    best_routes: tuple[tuple[int, ...], ...]
    best_cost: float
    text: str
    """The file itself, for peers that read it."""


def read_instances(names: Sequence[str] = CORDEAU_LAPORTE) -> Iterator[Instance]:
    """The named instances, in the archive's order."""
    wanted = set(names)
    found: dict[str, dict[str, str]] = {}
    for path, text in texts(ARCHIVE, ""):
        name, _, kind = PurePosixPath(path).name.partition(".")
        if name in wanted and kind in ("vrp", "sol"):
            parts = found.setdefault(name, {})
            parts[kind] = text
            if len(parts) == 2:
                yield parse(parts["vrp"], parts["sol"])


def parse(vrp: str, sol: str) -> Instance:
    """An instance and its best-known solution from their files' texts."""
    header, sections = _sections(vrp)
    routes, cost = _solution(sol)
    return Instance(
        name=header["NAME"],
        points=tuple((float(x), float(y)) for _, x, y in sections["NODE_COORD_SECTION"]),
        demand=tuple(int(row[1]) for row in sections["DEMAND_SECTION"]),
        service=tuple(float(row[1]) for row in sections["SERVICE_TIME_SECTION"]),
        windows=tuple((float(opens), float(closes)) for _, opens, closes in sections["TIME_WINDOW_SECTION"]),
        capacity=tuple(int(row[1]) for row in sections["CAPACITY_SECTION"]),
        longest_route=float(header["VEHICLES_MAX_DURATION"]),
        allowed=tuple(
            frozenset(int(node) - 1 for node in row[1:]) for row in sections["VEHICLES_ALLOWED_CLIENTS_SECTION"]
        ),
        best_routes=routes,
        best_cost=cost,
        text=vrp,
    )


def _sections(vrp: str) -> tuple[dict[str, str], dict[str, list[list[str]]]]:
    header: dict[str, str] = {}
    sections: dict[str, list[list[str]]] = {}
    rows: list[list[str]] | None = None
    for line in map(str.strip, vrp.splitlines()):
        if line.endswith("_SECTION"):
            rows = sections.setdefault(line, [])
        elif line and line != "EOF":
            if rows is None:
                key, _, value = line.partition(":")
                header[key.strip()] = value.strip()
            else:
                rows.append(line.split())
    return header, sections


def _solution(sol: str) -> tuple[tuple[tuple[int, ...], ...], float]:
    routes: list[tuple[int, ...]] = []
    cost = 0.0
    for line in sol.splitlines():
        head, _, rest = line.partition(":")
        if head.startswith("Route"):
            routes.append(tuple(map(int, rest.split())))
        elif head == "Cost":
            cost = float(rest) / unit_scale.SECONDS
    return tuple(routes), cost


def problem_of(instance: Instance) -> PlanningProblem:
    """The planning problem whose score is the routes' distance."""
    where = unit_scale.places(instance.points)
    sites = _sites(instance)
    return PlanningProblem(
        now=unit_scale.START,
        tickets=tuple(_ticket(instance, customer, where[customer], sites) for customer in range(1, len(where))),
        crews=tuple(_crew(instance, vehicle, where[0], sites) for vehicle in range(len(instance.allowed))),
        policy=unit_scale.travel_policy("sdvrptw"),
        travel=unit_scale.matrix(where, unit_scale.euclidean(instance.points)),
    )


def plan_of(problem: PlanningProblem, routes: Sequence[Sequence[int]]) -> Plan:
    """The schedule of a solution file's routes: the first is vehicle 0's, and so on."""
    return schedule(
        problem,
        {
            DutyKey(_vehicle_id(vehicle), 0): tuple(Visit(_customer_id(customer)) for customer in route)
            for vehicle, route in enumerate(routes)
        },
    )


def _sites(instance: Instance) -> dict[int, str]:
    """Customers with the same allowed vehicles share a kind of site."""
    vehicles = {
        customer: tuple(number for number, allowed in enumerate(instance.allowed) if customer in allowed)
        for customer in range(1, len(instance.points))
    }
    kinds = {group: f"site-{number}" for number, group in enumerate(sorted(set(vehicles.values())), start=1)}
    return {customer: kinds[group] for customer, group in vehicles.items()}


def _ticket(instance: Instance, customer: int, place: Place, sites: dict[int, str]) -> Ticket:
    work = unit_scale.span(instance.service[customer])
    return Ticket(
        id=_customer_id(customer),
        place=place,
        reported_at=unit_scale.START,
        area_class=AreaClass.URBAN,
        priority=Priority.ROUTINE,
        parties=(Party(work, (Skill(sites[customer]),)),),
        appointments=(unit_scale.window(*instance.windows[customer]),),
        parts=((DEMAND, instance.demand[customer]),),
        prices=unit_scale.MUST_SERVE,
    )


def _crew(instance: Instance, vehicle: int, depot: Place, sites: dict[int, str]) -> Crew:
    opens, closes = map(unit_scale.moment, instance.windows[0])
    skills = sorted({sites[customer] for customer in instance.allowed[vehicle] if customer in sites})
    return Crew(
        id=_vehicle_id(vehicle),
        shifts=(Shift(opens, closes, depot, depot, on_call=True),),
        skills=tuple(map(Skill, skills)),
        parts=((DEMAND, instance.capacity[vehicle]),),
        max_duty=unit_scale.span(instance.longest_route),
    )


def _customer_id(customer: int) -> str:
    return f"P{customer:04d}"


def _vehicle_id(vehicle: int) -> str:
    return f"V{vehicle + 1:03d}"
