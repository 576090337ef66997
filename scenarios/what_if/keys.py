"""The names in a what-if file."""

from __future__ import annotations

from enum import StrEnum

from dispatch.window import TimeWindow
from scenarios import cells, clock_cells
from scenarios.column import AnyColumn, CellError, Column, Zone
from scenarios.evaluation import DEFAULT_STEPS, FIGURE
from solver.settings import Engine

MOST_SEEDS = 1000
_NO_WINDOW: TimeWindow | None = None
_NO_STEPS: int | None = None
_NO_SECONDS: float | None = None
_ANSWER: tuple[str, ...] = ("customer_minutes", "on_site", "left_out")
_ONE_SEED: tuple[int, ...] = (1,)


class Mode(StrEnum):
    """How a day is played."""

    STATIC = "static"
    ROLLING = "rolling"


class Judge(StrEnum):
    """Whose clocks and prices the figures are read by."""

    BASE = "base"
    OWN = "own"


def seeds(text: str, zone: Zone) -> tuple[int, ...]:
    """A count, for 1 up to it, or the seeds themselves joined by +."""
    numbers = cells.list_of(cells.integer, "+")(text, zone)
    if "+" not in text:
        numbers = tuple(range(1, numbers[0] + 1))
    if not 1 <= len(numbers) <= MOST_SEEDS:
        raise CellError("is out of range", f"1 to {MOST_SEEDS} seeds")
    if len(set(numbers)) < len(numbers):
        raise CellError("names a seed twice", "each seed once")
    return numbers


FORMAT = Column("format", cells.choice("1"), "1", "Layout of this file: 1.", "1", required=True)
TITLE = Column("title", cells.words, "", "One line for people. Empty: the file's name.", "One more cable crew")
QUESTION = Column("question", cells.words, "", "What is to be answered, in a sentence.", "Is it worth its price?")
ANSWER = Column(
    "answer",
    cells.list_of(cells.choice(*FIGURE), "+"),
    _ANSWER,
    f"Figures the answer is read off, the one that decides first, of: {', '.join(FIGURE)}. "
    "Empty: customer_minutes+on_site+left_out.",
    "customer_minutes+on_site",
)
BASE = Column(
    "base",
    cells.file_name,
    "",
    "A scenario folder or another what-if file, from where this file is. Of a what-if file its base and its changes "
    "count, its policy and its window too unless this file has its own; not its variants.",
    "../bay-area-2021-02-10",
    required=True,
)
POLICY = Column(
    "policy",
    cells.file_name,
    "",
    "A shipped policy's name, or a YAML file's path. Empty: the base's.",
    "gb-guaranteed-standards",
)
WINDOW = Column(
    "window",
    clock_cells.optional_window,
    _NO_WINDOW,
    "Planning window of a static run, start/end: the day as it was known at the start, with the shifts that begin "
    "before the end. "
    "Empty: from the base's `now`, with all shifts.",
    "2021-02-10 09:00/2021-02-10 20:00",
)
MODE = Column(
    "mode",
    cells.one_of(Mode),
    Mode.STATIC,
    "static plans once, at the base's `now`; rolling plays the whole day as its tickets come in, dispatched as the "
    "`set_dispatch` change says, with luck in drives and work. Empty: static.",
    "static",
)
JUDGE = Column(
    "judge",
    cells.one_of(Judge),
    Judge.BASE,
    "Whose clocks and prices the figures are read by: base, the same for all variants, or own, each variant's. "
    "Empty: base.",
    "own",
)
SEEDS = Column("seeds", seeds, _ONE_SEED, "How many seeds, or a list of two or more of them. Empty: 1.", "20")
TOP: tuple[AnyColumn, ...] = (FORMAT, TITLE, QUESTION, ANSWER, BASE, POLICY, WINDOW, MODE, JUDGE, SEEDS)

STEPS = Column(
    "steps",
    cells.optional(cells.positive),
    _NO_STEPS,
    f"Search steps of each plan; the same steps give the same plan. Empty: {DEFAULT_STEPS}, or by `seconds`.",
    "10000",
)
SECONDS = Column(
    "seconds",
    cells.optional(cells.factor_up_to(3600)),
    _NO_SECONDS,
    "Search time of each plan in place of steps; then reports do not repeat.",
    "2",
)
ENGINE = Column("engine", cells.one_of(Engine), Engine.RECIPE, "Which engine plans. Empty: recipe.", "recipe")
SETTINGS: tuple[AnyColumn, ...] = (STEPS, SECONDS, ENGINE)

NAME = Column("name", cells.words, "", "The variant's name; each once, none is base.", "one more", required=True)
AGAINST = Column(
    "against",
    cells.words,
    "",
    "The variant that this one is held against: where one is a remedy of another, or its rival. Empty: base.",
    "storm",
)
VARIANT: tuple[AnyColumn, ...] = (NAME, AGAINST)
SECTIONS = ("settings", "changes", "variants", "grid")
