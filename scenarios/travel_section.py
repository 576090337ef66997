"""The `travel` section of scenario.yaml: how travel times are estimated, and traffic over the day."""

from __future__ import annotations

from dispatch.ticket import AreaClass
from dispatch.travel import Estimate, Traffic
from scenarios import clock_cells, scenario_keys
from scenarios.cells import factor_up_to
from scenarios.column import CellError
from scenarios.yaml_tree import Section


def travel_from(section: Section) -> Estimate | None:
    """The estimate; None when its traffic cannot be read, which is noted."""
    section.only(scenario_keys.TRAVEL, ("speeds_kmh", "traffic"))
    speeds = section.section("speeds_kmh").only(scenario_keys.SPEEDS)
    traffic = _traffic(section.section("traffic"))
    if traffic is None:
        return None
    return Estimate(
        detour_factor=section.get(scenario_keys.DETOUR),
        speeds_kmh={AreaClass(column.name): speeds.get(column) for column in scenario_keys.SPEEDS},
        traffic=traffic,
        distance="great_circle" if section.get(scenario_keys.DISTANCE) == "great_circle" else "geodesic",
        earth_radius_km=section.get(scenario_keys.RADIUS),
    )


def _traffic(section: Section) -> Traffic | None:
    """Speeds as shares of free flow, by the time of day they begin; in the scenario's zone."""
    begins, permille = [], []
    for text in section.nodes:
        try:
            begins.append(clock_cells.clock(text, None))
            permille.append(round(1000 * factor_up_to(1)(section.texts.get(text, ""), None)))
        except CellError as error:
            section.fault(text, error.message, section.texts.get(text), error.allowed)
    if not section.sound:
        return None
    if section.nodes and section.zone is None:
        section.fault(None, "needs the scenario's zone", allowed="a `zone:` in scenario.yaml")
        return None
    try:
        return Traffic(tuple(begins), tuple(permille), section.zone.key if section.zone is not None else "UTC")
    except ValueError as error:
        section.fault(None, str(error), ", ".join(section.nodes), "00:00 first, then later and later")
        return None
