"""Reading a history by its mapping, fitting it, and drawing days."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dispatch.errors import InputErrors
from dispatch.ticket import AreaClass, Priority
from scenarios.history.draw import draw_day, past_day, priority_of
from scenarios.history.fit import HistoryFit, fit
from scenarios.history.format_page import PAGE, format_page
from scenarios.history.reading import read_history
from scenarios.simulation.uncertainty import Luck
from tests.builders import NOW, minutes, skills

MAPPING = """
format: 1
zone: America/Los_Angeles
columns: {id: no, reported_at: start, lat: lat, lon: lon, area: town, fault_type: cause, customers: dark,
  hazard: danger, on_site_at: came, repair_assigned_at: sent, repair_on_site_at: fixer, closed_at: gone}
fault_types: {EQUIP: equipment}
skip_fault_types: [PLANNED]
first_skills: troubleman
other_repair_skills: line
repair_skills: {tree: tree:2}
area_classes: {Oakland: urban}
"""
HEADING = "no,start,lat,lon,town,cause,dark,danger,came,sent,fixer,gone,unused"


def row(number: int, day: int = 2, hour: int = 12, **changes: str) -> str:
    """One past ticket: reported in local time, a crew there after 30 minutes, done after 40 more."""
    cells = {
        "no": f"P{number}", "start": f"2021-02-{day:02} {hour:02}:00", "lat": "37.8", "lon": "-122.2",
        "town": "Oakland", "cause": "EQUIP", "dark": "12", "danger": "0", "came": f"2021-02-{day:02} {hour:02}:30",
        "sent": "", "fixer": "", "gone": f"2021-02-{day:02} {hour + 1:02}:10", "unused": "x",
    }  # fmt: skip
    return ",".join({**cells, **changes}[name] for name in HEADING.split(","))


def write(folder: Path, rows: list[str], mapping: str = MAPPING) -> tuple[Path, Path]:
    table, file = folder / "past.csv", folder / "mapping.yaml"
    table.write_text("\n".join([HEADING, *rows]), encoding="utf-8")
    file.write_text(mapping, encoding="utf-8")
    return table, file


def fitted(folder: Path, rows: list[str], mapping: str = MAPPING) -> HistoryFit:
    return fit(read_history(*write(folder, rows, mapping)))


def ordinary(days: int = 6, each: int = 10) -> list[str]:
    """As many tickets every day, at noon and at one in the afternoon."""
    return [row(day * 100 + n, day, 12 + n % 2) for day in range(1, days + 1) for n in range(each)]


def test_a_history_is_read_by_its_own_headings_and_words(tmp_path: Path) -> None:
    history = read_history(*write(tmp_path, [row(1, danger="2"), row(2, cause="PLANNED"), row(3, town="Elko")]))
    first, other = history.tickets
    assert (first.id, first.fault_type, first.customers, first.hazard) == ("P1", "equipment", 12, True)
    assert (first.area_class, other.area_class) == (AreaClass.URBAN, AreaClass.RURAL)
    assert first.reported_at.isoformat() == "2021-02-02T20:00:00+00:00"
    assert (first.response, first.first_work, first.repaired) == (minutes(30), minutes(40), False)
    assert history.trades.for_repair("tree") == skills("tree:2")
    assert history.trades.for_repair("equipment") == skills("line")


def test_all_faults_of_both_files_are_told_at_once(tmp_path: Path) -> None:
    rows = [row(1), row(1), row(3, start="yesterday"), row(4, lat="99"), row(5, dark="-1")]
    with pytest.raises(InputErrors) as caught:
        read_history(*write(tmp_path, rows))
    found = {(fault.file, fault.row, fault.field) for fault in caught.value.faults}
    assert found == {("past.csv", 3, "no"), ("past.csv", 4, "start"), ("past.csv", 5, "lat"), ("past.csv", 6, "dark")}


def test_a_mapping_that_names_no_column_says_which_is_nearest(tmp_path: Path) -> None:
    mapping = MAPPING.replace("reported_at: start", "reported_at: strat").replace("zone: America", "zoen: America")
    with pytest.raises(InputErrors) as caught:
        read_history(*write(tmp_path, [row(1)], mapping))
    assert any(fault.field == "zoen" and "zone" in (fault.allowed or "") for fault in caught.value.faults)
    with pytest.raises(InputErrors, match=r"columns.reported_at: names no column of past.csv.*did you mean start"):
        read_history(*write(tmp_path, [row(1)], MAPPING.replace("reported_at: start", "reported_at: strat")))


def test_a_missing_history_is_told_beside_the_faults_of_its_mapping(tmp_path: Path) -> None:
    table, file = write(tmp_path, [row(1)], MAPPING.replace("format: 1", "format: 9"))
    table.unlink()
    with pytest.raises(InputErrors) as caught:
        read_history(table, file)
    assert [fault.file for fault in caught.value.faults] == ["mapping.yaml", "past.csv"]


def test_rows_outside_the_region_and_half_days_are_passed_over(tmp_path: Path) -> None:
    region = MAPPING + "region: {south: 37, north: 38}\nfirst_day: 2021-02-03\nlast_day: 2021-02-05\n"
    history = read_history(*write(tmp_path, [*ordinary(), row(9, lat="40")], region))
    assert all(one.id != "P9" for one in history.tickets)
    assert history.days == tuple(date(2021, 2, day) for day in (3, 4, 5))


def test_rates_follow_area_and_hour_and_storms_stand_apart(tmp_path: Path) -> None:
    storm = [row(7000 + n, 7, 12, town="Elko" if n % 2 else "Oakland", cause="tree") for n in range(60)]
    found = fitted(tmp_path, [*ordinary(), *storm, row(9000, 8), row(9001, 9)])
    assert found.storm_days == (date(2021, 2, 7),)
    oakland = found.areas["Oakland"]
    assert sum(oakland.hourly) == pytest.approx(51 / 6)
    assert oakland.hourly[12] > oakland.hourly[13] > oakland.hourly[3] >= 0
    assert oakland.storm_times > 2
    assert found.shares == {"equipment": 1.0}
    assert found.storm_shares == {"tree": 1.0}


def test_work_is_fitted_by_fault_type_where_enough_was_measured(tmp_path: Path) -> None:
    found = fitted(tmp_path, [*ordinary(), row(900, 3, cause="tree", gone="2021-02-03 18:30")])
    assert found.faults["equipment"].first_work.median == pytest.approx(40)
    assert found.faults["tree"].first_work == found.faults["equipment"].first_work
    assert found.faults["tree"].repair_work.median == 122


def test_second_crews_are_fitted_as_follow_ups(tmp_path: Path) -> None:
    with_repair = [
        row(5000 + n, 3, sent="2021-02-03 13:00", fixer="2021-02-03 15:00", gone="2021-02-03 18:00") for n in range(20)
    ]
    found = fitted(tmp_path, [*ordinary(), *with_repair])
    follow_up = found.uncertainty().follow_ups["equipment"]
    assert (follow_up.share, follow_up.skills, follow_up.work.median) == (0.25, skills("line"), 180)


def test_a_drawn_day_repeats_and_a_larger_factor_only_adds(tmp_path: Path) -> None:
    found, day = fitted(tmp_path, ordinary()), date(2021, 3, 1)
    one, again, more = draw_day(found, day, 1), draw_day(found, day, 1), draw_day(found, day, 1, factor=2.5)
    assert one == again != draw_day(found, day, 2)
    assert {ticket.id for ticket in one} < {ticket.id for ticket in more}
    assert draw_day(found, day, 1, factor=0) == ()
    assert all(found.history.local(ticket.reported_at).date() == day for ticket in more)
    assert [ticket.reported_at for ticket in more] == sorted(ticket.reported_at for ticket in more)


def test_drawn_days_have_the_fitted_number_of_tickets_on_average(tmp_path: Path) -> None:
    found = fitted(tmp_path, ordinary(each=20))
    counts = [len(draw_day(found, date(2021, 3, 1), seed)) for seed in range(200)]
    # Poisson with mean 20: the mean of 200 days is within 3 standard errors of it.
    assert sum(counts) / 200 == pytest.approx(20, abs=3 * (20 / 200) ** 0.5)


def test_a_drawn_ticket_asks_for_the_first_crew_and_the_fitted_work(tmp_path: Path) -> None:
    drawn = draw_day(fitted(tmp_path, ordinary()), date(2021, 3, 1), 1)[0]
    assert drawn.parties[0].skills == skills("troubleman")
    assert drawn.parties[0].work == minutes(40)
    assert (drawn.customers, drawn.priority, drawn.area_class) == (12, Priority.HIGH, AreaClass.URBAN)


def test_a_past_day_keeps_what_is_known_of_it(tmp_path: Path) -> None:
    found = fitted(tmp_path, [*ordinary(), row(901, 3, sent="2021-02-03 12:50", gone="2021-02-03 20:00")])
    tickets, facts = past_day(found, date(2021, 2, 3))
    assert len(tickets) == 11
    assert facts["P901"].repaired
    luck = Luck(found.uncertainty(facts), 1)
    known = next(one for one in tickets if one.id == "P901")
    assert luck.work(known, 0) == minutes(20)
    assert luck.follow_up(known, known.reported_at) is not None
    assert luck.follow_up(next(one for one in tickets if one.id != "P901"), NOW) is None


def test_a_history_without_a_whole_day_teaches_how_to_say_which_days_are_whole(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="first_day"):
        fitted(tmp_path, [row(1), row(2)])


@pytest.mark.parametrize(
    ("customers", "hazard", "priority"), [(0, True, 1), (201, False, 2), (11, False, 3), (10, False, 4)]
)
def test_hazards_come_first_then_the_most_customers(customers: int, hazard: bool, priority: int) -> None:
    assert priority_of(customers, hazard) == priority


def test_the_format_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == format_page(), "run python -m scenarios.history.format_page"
