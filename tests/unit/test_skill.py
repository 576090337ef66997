"""Skills have names and levels."""

from __future__ import annotations

import pytest

from dispatch.skill import Skill, missing_skills
from tests.builders import skills


def test_a_higher_level_will_do_and_a_lower_one_will_not() -> None:
    assert missing_skills(skills("line:2"), skills("line:3")) == ()
    assert missing_skills(skills("line:2"), skills("line")) == skills("line:2")


def test_missing_skills_come_in_order_of_name() -> None:
    assert missing_skills(skills("tree", "line", "cable"), skills("line")) == skills("cable", "tree")


def test_the_highest_level_held_counts() -> None:
    assert missing_skills(skills("line:2"), skills("line:2", "line:1")) == ()


def test_a_skill_reads_as_it_is_written_in_files() -> None:
    assert [str(skill) for skill in skills("line", "line:2")] == ["line", "line:2"]


def test_levels_start_at_one() -> None:
    with pytest.raises(ValueError, match="levels start at 1"):
        Skill("line", 0)
