"""Figures and their differences in words, each in its own unit."""

from __future__ import annotations

from math import isnan

from scenarios.evaluation import Figure
from scenarios.paired import Interval

MINUS = "\N{MINUS SIGN}"
NOTHING = 1e-9
EVERY_SEED = "the same in every seed"


def value(figure: Figure, number: float) -> str:
    """`36.5%`, `7.5`, `94.2`, `204`; large sums to four digits: `3,525,000`; a dash for none."""
    if isnan(number):
        return "–"
    if figure.unit == "share":
        return f"{100 * number:.1f}%"
    if figure.unit in ("customer-minutes", "cost"):
        return f"{round(number, 4 - len(str(int(abs(number))))):,.0f}"
    return f"{number:,.1f}" if figure.unit != "minutes" or abs(number) < 100 else f"{number:,.0f}"


def difference(figure: Figure, number: float) -> str:
    """With its sign: `+1.2 points`, `−149,469`."""
    if isnan(number):
        return "–"
    unit = " points" if figure.unit == "share" else ""
    if abs(number) < NOTHING:
        return f"0{unit}"
    size = value(figure, abs(number)).rstrip("%")
    if not any(sign in "123456789" for sign in size):  # What is not 0 is not rounded into 0.
        size = f"{abs(number) * (100 if figure.unit == 'share' else 1):.1g}"
    return f"{'+' if number > 0 else MINUS}{size}{unit}"


def reach(figure: Figure, found: Interval) -> str:
    """The interval of a difference: `−486,074 to +187,135`."""
    if found.count < 2:
        return "no interval"
    if found.high - found.low < NOTHING:
        return EVERY_SEED
    low = difference(figure, found.low).removesuffix(" points")
    return f"{low} to {difference(figure, found.high)}"


def relative(found: Interval, base: float) -> str:
    """The difference as a share of the base: ` (−3.7%)`; nothing where that says nothing."""
    if not base or isnan(base) or isnan(found.mean):
        return ""
    percent = 100 * found.mean / base
    return f" ({'+' if percent > 0 else MINUS}{abs(percent):.1f}%)" if abs(percent) >= 0.05 else ""


def verdict(figure: Figure, found: Interval) -> str:
    """better, worse or unclear; one seed is always unclear."""
    if not found.is_clear:
        return "same" if found.count > 1 and found.low == found.high == 0 else "unclear"
    return "better" if (found.mean > 0) is figure.more_is_better else "worse"


def count_of(number: int, thing: str) -> str:
    """`1 seed`, `20 seeds`."""
    return f"{number} {thing}{'' if number == 1 else 's'}"
