"""What people are told: every code said anywhere has its English and its Chinese, with the same facts."""

from __future__ import annotations

import ast
import pickle
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from pydantic_core._pydantic_core import list_all_errors  # known to no public module

from api.pages.language import Language
from api.sentences import Translation
from dispatch.errors import NotFound
from dispatch.plan import Reason, Unassigned
from dispatch.sentences import ENGLISH, Sentence, as_written, say
from dispatch.store.columns import from_json, to_json

ROOT = Path(__file__).parents[2]
CHINESE = Translation(Language.CHINESE)
WITHOUT_WORDS = {"free.text", "left_out.because", "error.faults", "error.infeasible", "fault.at", "fault.field"}
"""Nothing but the facts and their marks."""
ROLES = ("dispatcher", "admin")
LACKS = say("rule.lacks_skills", crew="C1", skills=("cable:2", "tree"), ticket="T1")


def facts_of(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def calls(name: str) -> Iterator[ast.Call]:
    for package in ("dispatch", "solver", "scenarios", "api"):
        for file in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                    yield node


def text_of(node: ast.expr) -> str:
    assert isinstance(node, ast.Constant), f"line {node.lineno} has no text"
    assert isinstance(node.value, str)
    return node.value


def codes_of(call: ast.Call) -> set[str]:
    """The code a call says, or every one that begins like it where its end is put in."""
    code = call.args[0]
    if isinstance(code, ast.JoinedStr):
        beginning = code.values[0]
        return {one for one in ENGLISH if one.startswith(text_of(beginning))}
    return {text_of(code)}


def test_whatever_is_said_stands_in_the_table_with_its_facts() -> None:
    for call in calls("say"):
        given = {word.arg for word in call.keywords if word.arg is not None}
        unpacked = len(given) < len(call.keywords)
        for code in codes_of(call):
            wanted = facts_of(ENGLISH[code])
            assert given <= wanted if unpacked else given == wanted or code.startswith("amount."), code


def test_nothing_stands_in_the_table_that_nobody_says() -> None:
    assert {code for call in calls("say") for code in codes_of(call)} == ENGLISH.keys()


def test_every_code_has_a_chinese_sentence_with_the_same_facts() -> None:
    said = {code: facts_of(CHINESE.table.get(code, "{nothing}")) for code in ENGLISH}
    assert said == {code: facts_of(template) for code, template in ENGLISH.items()}
    assert {code for code in ENGLISH if not re.search(r"[\u4e00-\u9fff]", CHINESE.table[code])} <= WITHOUT_WORDS


def test_chinese_says_nothing_that_english_does_not() -> None:
    groups = {code.split(".")[0] for code in ENGLISH}
    assert {code for code in CHINESE.table if code.split(".")[0] in groups} == ENGLISH.keys()


def test_faults_of_requests_go_by_pydantics_kinds_and_facts() -> None:
    known = {str(one["type"]): set(one.get("example_context") or {}) for one in list_all_errors()}
    for code, template in CHINESE.table.items():
        group, _, kind = code.partition(".")
        if group == "invalid":
            assert facts_of(template) <= known[kind], kind


def test_whatever_is_not_found_has_a_chinese_name() -> None:
    kinds = {text_of(call.args[0]) for call in calls("NotFound")}
    assert kinds
    assert {kind for kind in kinds if f"kind.{kind}" not in CHINESE.table} == set()


def test_an_english_sentence_lists_its_facts() -> None:
    assert str(LACKS) == "crew C1 lacks cable:2 and tree for ticket T1"


@pytest.mark.parametrize(
    ("said", "chinese"),
    [
        (LACKS, "班组 C1 不具备工单 T1 所需的技能 cable:2、tree"),
        (say("left_out.no_crew_may", why=LACKS), "没有班组可以承担：班组 C1 不具备工单 T1 所需的技能 cable:2、tree。"),
        (say("conflict.ticket_over", ticket="T1", status="closed"), "工单 T1 当前为“已归档”"),
        (
            say("forbidden.role", roles=ROLES, role="crew"),
            "此操作仅限调度员、管理员；您的角色是抢修班组",
        ),
        (say("error.infeasible", violations=(as_written("a"), as_written("b"))), "a；b"),
        (NotFound("ticket", "T9").sentence, "没有工单 T9"),
    ],
)
def test_a_chinese_sentence_takes_in_lists_other_sentences_and_words_for_codes(said: Sentence, chinese: str) -> None:
    assert CHINESE.sentence(said) == chinese


def test_a_sentence_is_kept_and_comes_home_whole() -> None:
    entry = Unassigned("T1", Reason.SKILL, say("left_out.no_crew_may", why=LACKS))
    assert from_json(Unassigned, to_json(entry)) == entry
    assert pickle.loads(pickle.dumps(entry)) == entry
