"""FORMAT.md of ticket histories, written from the keys that read their mappings.

``python -m scenarios.history.format_page`` writes the page anew.
"""

from __future__ import annotations

from pathlib import Path

from scenarios.format_page import column_table
from scenarios.history.fit import ENOUGH, LONGEST_MINUTES, STORM_TIMES
from scenarios.history.mapping_file import EAST, HEAD, MEANINGS, NORTH, SOUTH, WEST

PAGE = Path(__file__).parent / "FORMAT.md"

_TOP = """\
# What a ticket history holds

A history is a table of past tickets, .csv or .xlsx, as your system exports it, and a mapping: a YAML file that says
which of its columns means what. `scenarios/library/history/fremont-2021` has one of each to copy. This page is written
by `python -m scenarios.history.format_page`. All faults of both files are reported at once.

```
crewdispatch scenario replay HISTORY.csv --mapping MAPPING.yaml --base SCENARIO_FOLDER
crewdispatch scenario forecast HISTORY.csv --mapping MAPPING.yaml --out FOLDER
crewdispatch scenario forecast HISTORY.csv --mapping MAPPING.yaml --out FOLDER --draw NEW_DAY --base SCENARIO_FOLDER
```

In a what-if file `storm_surge` and `another_day` draw from a history by its name: `history: fremont-2021`, or a folder
beside the file with `mapping.yaml` and `tickets.csv`.

## The mapping
"""

_SECTIONS = """
### `columns`

For each meaning the heading it has in your table. Columns of the table that are not named are passed over.
"""

_REST = f"""
### Other sections

- `region`: rows outside are passed over.
- `fault_types`: `YOUR WORD: our word`; words that are not listed stay as they are.
- `skip_fault_types`: a list of your words for what is no fault, such as planned work.
- `repair_skills`: `fault type: skills` of the second crew, by our word.
- `area_classes`: `area: urban`, `rural` or `remote`.

## What is made of it

A day with more than {STORM_TIMES:g} times the median day's tickets is a storm day; rates by area and hour are those of
the other days. A ticket that a second crew was sent for becomes a first visit and, while the day unrolls, a follow-up
with clocks of its own. Work is fitted by fault type where at least {ENOUGH} stays were measured, over all types
otherwise; stays of more than {LONGEST_MINUTES / 60:g} hours are taken for tickets that nobody closed. How long drives
truly take is not in such tables: they vary lognormally around the estimate, by a setting.
"""


def format_page() -> str:
    """The whole page."""
    parts = (_TOP, column_table(HEAD), _SECTIONS, column_table(MEANINGS), "", "### `region`", "")
    return "\n".join((*parts, column_table((SOUTH, NORTH, WEST, EAST)), _REST))


if __name__ == "__main__":
    PAGE.write_text(format_page(), encoding="utf-8")
