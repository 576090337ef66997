"""Weather by day from a CSV file: a column `day`, and any columns of numbers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from dispatch.errors import InputErrors, InputFault
from scenarios import cells
from scenarios.column import CellError
from scenarios.demand.counts import Weather
from scenarios.table import Unreadable, csv_rows


def read_weather(path: Path, needed: Iterable[date]) -> Weather:
    """The numbers of each day; every day in `needed` must be there.

    Raises
    ------
    InputErrors
        With every fault in the file, and every day it lacks.
    """
    faults: list[InputFault] = []
    found: dict[date, tuple[float, ...]] = {}
    try:
        rows = csv_rows(path) if path.is_file() else _missing()
        if not rows or "day" not in rows[0] or len(rows[0]) < 2:
            raise Unreadable("lacks its heading", 1, allowed="day, and at least one column of numbers")
    except Unreadable as error:
        raise InputErrors([error.fault(path.name)]) from None
    heading = rows[0]
    for number, row in enumerate(rows[1:], start=2):
        texts = dict(zip(heading, row, strict=True))
        day = _day(texts.pop("day"), path.name, number, faults)
        values = tuple(_number(text, path.name, number, name, faults) for name, text in texts.items())
        if day is not None:
            found[day] = values
    lacking = [day for day in needed if day not in found]
    faults += [
        InputFault(path.name, f"lacks {day}", field="day", allowed="every day forecast from and for") for day in lacking
    ]
    if faults:
        raise InputErrors(faults)
    return found


def _missing() -> list[list[str]]:
    raise Unreadable("is missing", allowed="a .csv file")


def _day(text: str, file: str, row: int, faults: list[InputFault]) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        faults.append(InputFault(file, "is not a day", row, "day", text, "YYYY-MM-DD"))
        return None


def _number(text: str, file: str, row: int, field: str, faults: list[InputFault]) -> float:
    try:
        return cells.number_in(text)
    except CellError as error:
        faults.append(InputFault(file, error.message, row, field, text, error.allowed))
        return 0.0
