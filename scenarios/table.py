"""A table file, .csv or .xlsx, as rows of text: whether it can be read at all, and which columns it has."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from itertools import islice
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from dispatch.errors import InputFault
from scenarios.column import AnyColumn, Record, Zone, nearest

MAX_BYTES = 64 * 2**20
MAX_ROWS = 50_000
_MAX_UNPACKED_BYTES = 1024 * 2**20
_NUMBER = re.compile(r"[+-]\s*[\d.]")


class Unreadable(Exception):
    """A file of which no row can be used."""

    def __init__(
        self, message: str, row: int | None = None, value: str | None = None, allowed: str | None = None
    ) -> None:
        self.message, self.row, self.value, self.allowed = message, row, value, allowed
        super().__init__(message)

    def fault(self, file: str) -> InputFault:
        """The fault to report for the file."""
        return InputFault(file, self.message, self.row, None, self.value, self.allowed)


def read_table(
    folder: Path, stem: str, columns: Sequence[AnyColumn], zone: Zone, faults: list[InputFault]
) -> list[Record] | None:
    """The rows of ``stem.csv`` or ``stem.xlsx``, one record each; None when there is no reading them.

    Empty rows are passed over; what is wrong with the file or its heading goes to `faults`.
    """
    found = [path for path in (folder / f"{stem}.csv", folder / f"{stem}.xlsx") if path.exists()]
    file = found[0].name if found else f"{stem}.csv"
    try:
        if not found:
            raise Unreadable("is missing from the folder", allowed=f"{stem}.csv or {stem}.xlsx")
        if len(found) > 1:
            raise Unreadable(f"and {found[1].name} are both there, and which one counts?", allowed="one of the two")
        rows = xlsx_rows(found[0]) if found[0].suffix == ".xlsx" else csv_rows(found[0])
        if not rows or not any(rows[0]):
            raise Unreadable("has no heading", 1, allowed="the names of the columns in row 1")
        if len(rows[0]) == 1 and (strange := next((sign for sign in ";\t" if sign in rows[0][0]), None)):
            raise Unreadable(f"has its cells separated by {strange!r}", 1, allowed="cells separated by commas")
        if len(rows) > MAX_ROWS + 1:
            raise Unreadable(f"has more than {MAX_ROWS} rows", allowed=f"up to {MAX_ROWS} rows under the heading")
    except Unreadable as error:
        faults.append(error.fault(file))
        return None
    missing = _check_heading(file, rows[0], columns, faults)
    records = list(records_of(file, rows, zone, faults))
    for record in records:
        for column in missing:
            record.excuse(column)
    if not records:
        faults.append(InputFault(file, "has no rows under its heading", allowed="at least one row"))
    return records or None


def _check_heading(
    file: str, heading: Sequence[str], columns: Sequence[AnyColumn], faults: list[InputFault]
) -> list[str]:
    """Note unknown, repeated and missing columns; the missing ones are given back."""
    known = tuple(column.name for column in columns)
    for number, text in enumerate(heading):
        if text and text not in known:
            faults.append(InputFault(file, "is not a column of this table", 1, text, allowed=nearest(text, known)))
        elif text and text in heading[:number]:
            faults.append(InputFault(file, "stands in the heading twice", 1, text, allowed="each column once"))
    missing = [column for column in columns if column.required and column.name not in heading]
    message = "is missing: the table needs this column"
    faults.extend(InputFault(file, message, 1, column.name, allowed=column.doc) for column in missing)
    return [column.name for column in missing]


def records_of(file: str, rows: Sequence[Sequence[str]], zone: Zone, faults: list[InputFault]) -> Iterable[Record]:
    """One record for each row under the heading that is not empty; what is no plain value in them goes to `faults`."""
    heading = rows[0]
    for number, row in enumerate(rows[1:], start=2):
        if not any(row):
            continue
        record = Record(file, number, dict(zip(heading, row, strict=False)), zone, faults)
        for name, text in zip(heading, row, strict=False):
            if text.startswith("#ERROR"):
                record.fault(name, "holds a spreadsheet error", text.removeprefix("#ERROR "), "the value itself")
            elif _is_formula(text):
                record.fault(name, "is a formula, not a value", text, "the value itself: paste as values")
        if any(text and not name for name, text in zip(heading, row, strict=False)):
            record.fault(None, "has a cell in a column without a heading", allowed="a heading over every column")
        yield record


def _is_formula(text: str) -> bool:
    return text[:1] in ("=", "@") or (text[:1] in ("+", "-") and len(text) > 1 and not _NUMBER.match(text))


def csv_rows(path: Path) -> list[list[str]]:
    """All rows of a comma-separated UTF-8 file, trimmed, the heading first; at most one more than are allowed.

    Raises
    ------
    Unreadable
        When it is too large, not UTF-8, or not a rectangle.
    """
    import pandas as pd

    text = decode(path)
    if not text.strip():
        return []
    try:
        frame = pd.read_csv(
            io.StringIO(text),
            header=None,
            dtype=str,
            keep_default_na=False,
            skip_blank_lines=False,
            skipinitialspace=True,
            nrows=MAX_ROWS + 2,
        )
    except pd.errors.ParserError as error:
        raise _not_a_rectangle(str(error)) from None
    return [[str(cell).strip() for cell in row] for row in frame.to_numpy().tolist()]


def decode(path: Path) -> str:
    """The text of a UTF-8 file, with or without a byte order mark.

    Raises
    ------
    Unreadable
        When it is too large, or in another encoding.
    """
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise Unreadable(
            f"has {size // 2**20} MiB, too many to be one plan's", allowed=f"up to {MAX_BYTES // 2**20} MiB"
        )
    raw = path.read_bytes()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("is in UTF-16", 1, allowed="UTF-8; save it as CSV UTF-8")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        raise Unreadable(_encoding_of(raw), row, allowed="UTF-8; in Excel save it as 'CSV UTF-8'") from None
    if "\0" in text:
        raise Unreadable("holds NUL characters and is no text file", allowed="a text file in UTF-8")
    return text


def _encoding_of(raw: bytes) -> str:
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return "is not in UTF-8"
    return "is not in UTF-8; it can be read as GBK (GB 18030), the encoding of Chinese Windows"


def _not_a_rectangle(message: str) -> Unreadable:
    cells = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", message)
    if cells:
        expected, row, saw = cells.groups()
        return Unreadable(
            f"has {saw} cells in this row, the heading {expected}", int(row), allowed='cells with a comma in "quotes"'
        )
    quote = re.search(r"EOF inside string starting at row (\d+)", message)
    row_at = int(quote.group(1)) + 1 if quote else None
    return Unreadable("has a quotation mark that is never closed", row_at, allowed='quotes in pairs: "like this"')


def xlsx_rows(path: Path) -> list[list[str]]:
    """All rows of a workbook's first sheet as text, the heading first; at most one more than are allowed.

    Raises
    ------
    Unreadable
        When it is too large or no workbook.
    """
    if path.stat().st_size > MAX_BYTES:
        raise Unreadable("is too large to be one plan's", allowed=f"up to {MAX_BYTES // 2**20} MiB")
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(member.file_size for member in packed.infolist()) > _MAX_UNPACKED_BYTES:
                raise Unreadable("is too large when unpacked", allowed=f"up to {_MAX_UNPACKED_BYTES // 2**20} MiB")
        # openpyxl warns of styles and validations it does not know; none of them changes a value.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(path, read_only=True, data_only=False)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, OSError, ValueError):
        raise Unreadable("is not an .xlsx workbook", allowed="a workbook saved as .xlsx, or a .csv file") from None
    try:
        sheet = book.worksheets[0]
        # The dimensions a workbook states are often wrong, and openpyxl would believe them.
        sheet.reset_dimensions()
        rows = islice(sheet.iter_rows(), MAX_ROWS + 2)
        return _rectangle([[_cell_text(cell.value, cell.data_type) for cell in row] for row in rows])
    finally:
        book.close()


def _rectangle(rows: list[list[str]]) -> list[list[str]]:
    """The rows padded to one width: read-only sheets leave out trailing empty cells."""
    width = max((len(row) for row in rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def _cell_text(value: object, data_type: str) -> str:
    if value is None:
        return ""
    if data_type == "e":
        return f"#ERROR {value}"
    if isinstance(value, datetime):
        # Excel keeps times as fractions of a day, so the second comes out a few microseconds off.
        return (value + timedelta(microseconds=500_000)).replace(microsecond=0).isoformat(sep=" ")
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
