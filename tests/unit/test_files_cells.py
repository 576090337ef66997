"""What is written into a cell is read back; anything else is refused, never a crash."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from dispatch.skill import Skill
from scenarios import cells, crew_columns, scenario_keys, ticket_columns
from scenarios.column import AnyColumn, CellError

names = st.text("abcdefgh_一二三", min_size=1, max_size=6)
COLUMNS: tuple[AnyColumn, ...] = (
    *ticket_columns.COLUMNS,
    *crew_columns.COLUMNS,
    *scenario_keys.TOP,
    *scenario_keys.LOCK,
)


@given(st.dictionaries(names, st.integers(1, 9), min_size=1, max_size=4))
def test_skills_written_are_skills_read(levels: dict[str, int]) -> None:
    skills = tuple(Skill(name, level) for name, level in levels.items())
    assert cells.skills("+".join(map(str, skills)), None) == skills


@given(st.dictionaries(names, st.integers(0, 99), min_size=1, max_size=4))
def test_parts_written_are_parts_read(parts: dict[str, int]) -> None:
    text = " + ".join(f"{name}:{count}" for name, count in parts.items())
    assert cells.pairs_of(cells.integer)(text, None) == tuple(parts.items())


@given(st.sampled_from(COLUMNS), st.one_of(st.text(max_size=40), st.text("0123456789:+|/.-#@ CT", max_size=20)))
def test_any_text_is_read_or_refused(column: AnyColumn, text: str) -> None:
    with suppress(CellError):
        column.parse(text.strip() or "x", None)


def test_examples_of_the_format_page_are_read() -> None:
    for column in COLUMNS:
        if "see below" in column.doc or column.name == "zone":
            continue
        column.parse(column.example, scenario_keys.ZONE.parse("America/Los_Angeles", None))
