"""FORMAT.md of what-if files, written from the keys and the changes that read them.

``python -m scenarios.what_if.format_page`` writes the page anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path

from scenarios.changes.policy import SETTINGS, SetPolicy
from scenarios.changes.table import CHANGES
from scenarios.evaluation import FIGURES
from scenarios.format_page import column_table
from scenarios.what_if import keys
from scenarios.what_if.reading import FILE
from scenarios.what_if.reading_variants import MOST_VARIANTS

PAGE = Path(__file__).parent / "FORMAT.md"

_TOP = f"""\
# What a what-if file holds

A what-if file says what is asked, of which day, and which variants are to answer it. It is one YAML file with a name
of its own, or a folder with a `{FILE}`. This page is written by `python -m scenarios.what_if.format_page` from the
keys and changes that read the files; how times, skills and places are written is said in [the page on scenario
folders](../FORMAT.md). All faults are reported at once, with file, line and path in the file.

```yaml
format: 1
title: One more cable crew
question: What would a third cable crew bring?
base: ../bay-area-2021-02-10
answer: [customer_minutes, restored]
seeds: 20
changes:
  - another_day:
variants:
  - name: third crew
    changes:
      - add_crews: {{like: U02}}
```

Run it with `crewdispatch scenario run FILE`. Besides the variants the base is run, with the common `changes` alone.
Every variant meets the same seeds, so that a difference to the base is due to its changes, and intervals are those of
paired differences. Without a change that draws by lot (`another_day`, `storm_surge`) seeds differ only in how the
search goes, and the report says so.

Sent to the service (`POST /what-ifs`), a file stands alone: its `base` is the name of a shipped scenario, `live` for
the desk's day at that moment, or the id of a saved day (`POST /days`, `POST /days/live`), such as `D-7K3QX9M2VA`; its
policy is a shipped one.

"""

_CHANGES = """
### `changes`

A list; each entry is the name of one change and its keys. They are made in order, each on the day that those before
have left. A change that cannot be made, or would change nothing, is a fault.

### `variants`

A list; each entry has its own `changes`, which are made after the common ones, and:

"""

_GRID = """
### `grid`

Alternatives by dimension, each with a label and a list of changes. Their combinations are variants, up to {most}; the
one without any change is the base.

```yaml
grid:
  crews:
    as now: []
    one more: [{{add_crews: {{like: U02}}}}]
  promise:
    as now: []
    tighter: [{{set_policy: {{targets.arrival_minutes.urban: 120}}}}]
```

## Changes

A time of day, such as `12:00`, is that of the day of the base's `now`, in its zone.
Where a change takes `crews` it takes `kind` as well, and makes the change to all of them.
"""

_KNOWN = """
### What is known when

A static plan is made once, with all changes known. In a rolling run nobody plans with what has not happened yet:

- Tickets, those of `storm_surge` and `another_day` too, are known some minutes after they are reported.
- That crews fall out (`crew_off`) or join (`mutual_aid`, `callout`) is known when it happens, or at `known_at`.
- All other changes are how the day begins, and known from then on: who is on the roster and what they can and carry
  (`add_crews`, `remove_crews`, `move_shift`, `move_depot`, `train_skill`, `contractor_price`, `parts_shortage`), the
  roads (`close_roads` holds all day; the hours of `speed_factor` are expected, as rush hours are), and the rules
  (`set_policy`, `set_dispatch`). How long work and drives truly take is known once they are over.

Parts are used up as work begins, and a crew is full again at its depot and when a shift starts. Plans take a crew that
has a depot for full when they are made; the way there is met when it comes.
"""

_FIGURES = """
Shares are of all tickets, those left out counted as missed. A ticket left out is counted as dark for as long as the
policy's `left_out_outage_minutes` from now on, the same in all variants. Minutes to site are averages over the
tickets that are planned.
"""


def format_page() -> str:
    """The whole page as Markdown."""
    parts = (
        _TOP,
        column_table(keys.TOP),
        "\n### `settings`\n\n",
        column_table(keys.SETTINGS),
        _CHANGES,
        column_table(keys.VARIANT),
        _GRID.format(most=MOST_VARIANTS),
        _KNOWN,
        *_changes(),
        "\n## Figures\n\n",
        *_figures(),
    )
    return "".join(parts)


def _changes() -> Iterator[str]:
    for name, kind in CHANGES.items():
        yield f"\n### `{name}`\n\n{cleandoc(kind.__doc__ or '')}\n\n"
        if kind is SetPolicy:
            yield "Names: " + ", ".join(f"`{setting}`" for setting in SETTINGS) + ".\n"
        else:
            yield column_table(kind.columns())


def _figures() -> Iterator[str]:
    yield "| name | meaning | unit | better |\n| --- | --- | --- | --- |\n"
    for figure in FIGURES:
        better = "more" if figure.more_is_better else "less"
        yield f"| `{figure.name}` | {figure.label} | {figure.unit} | {better} |\n"
    yield _FIGURES


if __name__ == "__main__":
    PAGE.write_text(format_page(), encoding="utf-8")
