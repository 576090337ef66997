"""The format page of what-if files says what the code reads."""

from __future__ import annotations

from pathlib import Path

from scenarios.what_if.format_page import PAGE, format_page
from tests.what_if_files import day, faults_of


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == format_page(), "run python -m scenarios.what_if.format_page"


def test_its_example_is_read(tmp_path: Path) -> None:
    day(tmp_path)
    example = format_page().split("```yaml\n")[1].split("```")[0]
    text = example.replace("../bay-area-2021-02-10", "day").replace("U02", "C1")
    (tmp_path / "example.yaml").write_text(text, encoding="utf-8")
    assert faults_of(tmp_path / "example.yaml") == ()
