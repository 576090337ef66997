"""Tables and numbers as Markdown shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

NOTHING = "–"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; the first column is words, the others are numbers."""
    marks = ["---", *("---:" for _ in headings[1:])]
    lines = [headings, marks, *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


def number(value: float | None, digits: int = 0) -> str:
    """Thousands apart; a dash for nothing."""
    return NOTHING if value is None else f"{value:,.{digits}f}"


def ratio(value: float | None, base: float | None) -> str:
    """`value` as a multiple of `base`."""
    return NOTHING if value is None or not base else f"{value / base:.3f}"


def percent(value: float | None) -> str:
    """A fraction as per cent."""
    return NOTHING if value is None else f"{100 * value:.2f} %"


def kept(fine: bool | None) -> str:
    """Whether something aimed at was reached."""
    return NOTHING if fine is None else ("yes" if fine else "**no**")
