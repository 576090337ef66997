"""Where others stand (copied from ../shared/bench/README.md), and what is to be reached."""

from __future__ import annotations

from dataclasses import dataclass

SOURCE = "shared/bench/README.md, 10 s wall on 2 shared cores"


@dataclass(frozen=True, slots=True)
class Figures:
    """Costs on one public instance; None where there is none."""

    greedy: float | None
    ortools_gls: float | None
    reference: float
    to_reach: float


STAND: dict[str, Figures] = {
    "day-25": Figures(12_010, 5_806.6, 5_806.6, 5_806.7),
    "day-60": Figures(23_480, 13_041, 12_945, 12_945),
    "day-120": Figures(89_395, 72_037, 68_597, 68_600),
    "storm-250": Figures(320_750, 273_823, 197_299, 197_000),
    "storm-500": Figures(922_133, 1_283_588, 699_074, 680_000),
    "storm-1000": Figures(1_634_796, 2_744_811, 1_298_603, 1_220_000),
    "storm-3000": Figures(None, None, 3_919_014, 3_600_000),
}

MOST_MEMORY_MIB = 1536.0
FIRST_PLAN_SECONDS = {"storm-500": 0.3, "storm-3000": 2.0}
ANSWER_SECONDS = 0.2
MOST_MOVED = 3
SITE_DEPENDENT_GAP = 0.01
LITERATURE_GAP = 0.02
