"""A history by its name: one that is shipped, or a folder of one's own with a mapping and a table."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from dispatch.errors import InputErrors, InputFault
from scenarios.column import nearest
from scenarios.history.fit import HistoryFit, fit
from scenarios.history.reading import read_history

LIBRARY = Path(__file__).parents[1] / "library" / "history"
MAPPING = "mapping.yaml"
TABLES = ("tickets.csv", "tickets.xlsx")


def shipped() -> tuple[str, ...]:
    """The names of the histories in the library."""
    return tuple(sorted(path.parent.name for path in LIBRARY.glob(f"*/{MAPPING}")))


def history_folder(name: str, beside: Path) -> Path:
    """The folder of the history: a shipped one's, or one below the folder `beside`, never outside of it.

    Raises
    ------
    LookupError
        When there is none of that name; it says what would be right.
    """
    own = beside / name
    if name in shipped():
        return LIBRARY / name
    if own.resolve().is_relative_to(beside.resolve()) and (own / MAPPING).is_file():
        return own
    raise LookupError(f"{nearest(name, shipped())}, or a folder beside this file with {MAPPING} and {TABLES[0]}")


@lru_cache(maxsize=8)
def fitted(folder: Path) -> HistoryFit:
    """The fit of the history in a folder, read once a process.

    Raises
    ------
    InputErrors
        With every fault of its files, or when they hold no whole day.
    """
    table = next((folder / name for name in TABLES if (folder / name).is_file()), folder / TABLES[0])
    try:
        return fit(read_history(table, folder / MAPPING))
    except ValueError as error:
        raise InputErrors([InputFault(MAPPING, str(error))]) from None
