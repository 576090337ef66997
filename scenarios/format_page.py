"""FORMAT.md: what a scenario folder may hold, written from the same columns that read it.

``python -m scenarios.format_page`` writes the page anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from scenarios import crew_columns, policy_file, scenario_keys, ticket_columns
from scenarios.column import AnyColumn
from scenarios.table import MAX_BYTES, MAX_ROWS

PAGE = Path(__file__).parent / "FORMAT.md"

_TOP = f"""\
# What a scenario folder holds

`scenario.yaml`, a ticket table and a crew table; besides, if you like, your own policy and a published plan.
`scenarios/library/rules` has one small folder for each rule, whose title says what it shows.
This page is written by `python -m scenarios.format_page` from the columns that read the files.
What-if files, which change such a day and hold variants of it against each other, have [their own
page](what_if/FORMAT.md).

`crewdispatch export FOLDER` writes such a folder from the live database: what can still be planned, so that planning it
is the desk's own problem. Names, addresses, contacts and notes stay out; ids, the kind of fault and places stay in, and
`--coarse-places` rounds these to about 100 m. What the files cannot say, such as drives of a road server, it tells.

Tables are `tickets.csv` or `tickets.xlsx`, `crews.csv` or `crews.xlsx`: one of the two, the first sheet of a workbook.
CSV is UTF-8, with or without a byte order mark, cells separated by commas; names may be in any script. Columns may
stand in any order, optional ones may be missing. Up to {MAX_ROWS:,} rows and {MAX_BYTES // 2**20} MiB a table.
Cells hold values: formulas are refused. All faults are reported at once; rows count as in a spreadsheet, the
heading is row 1, and in YAML files they are lines.

## How cells are written

| what | how |
| --- | --- |
| time | `2021-02-10 11:37`, seconds if you need them. Without an offset it is the wall time of the scenario's `zone`; \
`2021-02-10T19:37Z` and `2021-02-10 11:37-08:00` need none. A time that daylight saving skips, or shows twice and \
that has no offset, is refused. |
| stretch of time | `start/end` |
| duration | minutes, decimals allowed, rounded to the second |
| number | with a decimal point, without thousands signs |
| yes or no | `yes`, `no`, `true`, `false`, `1`, `0`, `是`, `否` |
| several that all count | joined by `+`: `line:2+high_voltage` |
| parties, windows, breaks | separated by `\\|`: `45\\|30` |
| skill | its name, with `:level` from 2 upwards |
| place in one cell | latitude, blank, longitude: `37.335 -121.893` |
| id | up to 64 characters, none of `\\|` `+` `:` `/` `#` |

A skill that tickets need and no crew holds is taken for a slip of the pen, unless `skills` in scenario.yaml lists it.
A level that no crew reaches is no fault: such tickets are left out of the plan, with that reason.
"""

_PRICES = """
The `price_` columns are agreed prices of one ticket, in cost units per minute. When any of them is filled, they stand
in for all of the policy's prices of this ticket, and the empty ones are 0.
"""

_CREWS = """
One row is one shift. A crew with several shifts has several rows; what is said of the crew stands in its first row, and
further rows repeat it or leave it empty. Shifts of a crew do not overlap, breaks lie inside their shift.
"""

_YAML = """
Names are checked, and none may stand twice. Everything is read as text, by the rules above.
"""

_PREVIOUS = """
### `previous`: the published plan

Either the path of a `plan.json` or `published.json` that the program wrote, or the order of visits by crew, a
list for its first shift or a list of such lists, one for each shift in order of time. Given as an order, its times are
the ones it would have if it went on from `now`. `T1#2` is the second party of ticket T1.

```yaml
previous:
  C01: [T001, T004#2]
  C02: [[T002], [T003]]
```

### `skills`

A list of further skills that tickets may ask for although no crew here holds them: `skills: [live_line]`.

### `travel.traffic`

Speed as a share of free flow, from each local time of day on; the first is 00:00.

```yaml
travel:
  traffic: {"00:00": 1.0, "07:00": 0.7, "09:30": 0.9}
```
"""

_POLICY = """
Shipped policies, by name: {shipped}. They are in `scenarios/library/policies`; copy one and change it to make your own.

| name | value |
| --- | --- |
| `targets.arrival_minutes` | minutes from report to a crew on site, for each of urban, rural, remote; required |
| `targets.arrival_minutes_by_priority` | the same again for single priorities, 1 to 4, whose clocks differ |
| `targets.restoration_minutes` | minutes until power is back, for each of urban, rural, remote; required |
| `weights.arrival_late_minute` | price of a minute's late arrival, for each priority 1 to 4; required |
| `weights.restoration_late_minute` | price of a minute's late restoration, for each priority; required |
| `weights.left_out` | price of a ticket on nobody's list, for each priority; required |
| `weights.arrival_steps` | fixed prices by priority, `minutes late:price` joined by + |
| `weights.restoration_steps` | the same for restoration |
| `first_priorities` | a list of priorities whose tickets stand first on every crew's list |
"""


def format_page() -> str:
    """The whole page as Markdown."""
    shipped = ", ".join(f"`{name}`" for name in policy_file.shipped())
    return "".join(
        (
            _TOP,
            "\n## Ticket table\n\n",
            column_table(ticket_columns.COLUMNS),
            _PRICES,
            "\n## Crew table\n",
            _CREWS,
            "\n### Of the shift\n\n",
            column_table((crew_columns.ID, *crew_columns.OF_SHIFT)),
            "\n### Of the crew\n\n",
            column_table(crew_columns.OF_CREW),
            "\n## scenario.yaml\n",
            _YAML,
            "\n",
            column_table(scenario_keys.TOP),
            *_sections(),
            _PREVIOUS,
            "\n## Policy file\n",
            _POLICY.format(shipped=shipped),
            _rows(policy_file.HEAD),
            _rows((policy_file.RESTORE_FROM,), "targets."),
            _rows(policy_file.PRICES, "weights."),
        )
    )


def _sections() -> Iterable[str]:
    named: Sequence[tuple[str, Sequence[AnyColumn]]] = (
        ("travel", scenario_keys.TRAVEL),
        ("travel.speeds_kmh", scenario_keys.SPEEDS),
        ("locks", scenario_keys.LOCK),
        ("change_budget", scenario_keys.BUDGET),
    )
    for name, columns in named:
        entries = " (a list)" if columns is scenario_keys.LOCK else ""
        yield f"\n### `{name}`{entries}\n\n{column_table(columns)}"


def column_table(columns: Iterable[AnyColumn]) -> str:
    """Names, meanings and examples as a Markdown table."""
    lines = (
        f"| `{column.name}`{_mark(column)} | {_safe(column.doc)} | `{_safe(column.example)}` |\n" for column in columns
    )
    return "| name | meaning | example |\n| --- | --- | --- |\n" + "".join(lines)


def _rows(columns: Iterable[AnyColumn], prefix: str = "") -> str:
    return "".join(f"| `{prefix}{column.name}`{_mark(column)} | {_safe(column.doc)} |\n" for column in columns)


def _mark(column: AnyColumn) -> str:
    return " (required)" if column.required else ""


def _safe(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(format_page(), encoding="utf-8")
