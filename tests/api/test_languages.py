"""Answers speak the language asked for; codes and facts are the same in all of them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from dispatch.user import Role
from tests.builders import spot, ticket
from tests.desk import Desk
from tests.planned_desk import prepare_plans, published

CHINESE = {"Accept-Language": "zh-CN,zh;q=0.9"}


@pytest.fixture(autouse=True)
def _plans(desk: Desk) -> None:
    prepare_plans(desk, ticket("T1"), ticket("T2", place=spot(-10), forbidden_crews=frozenset({"C1"})))


def both(desk: Desk, path: str, **params: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    english = desk.dispatcher.get(path, params=params)
    chinese = desk.dispatcher.get(path, params=params, headers=CHINESE)
    assert (english.headers["Content-Language"], chinese.headers["Content-Language"]) == ("en", "zh-CN")
    assert "Accept-Language" in chinese.headers["Vary"]
    return english.json(), chinese.json()


def test_a_broken_rule_is_said_in_both_languages_with_one_code_and_the_same_facts(desk: Desk) -> None:
    published(desk, {"C1": "T1", "C2": "T2"})
    english, chinese = (
        body["violations"][0] for body in both(desk, "/plans/current/move-effect", ticket_id="T2", crew_id="C1")
    )
    assert english["sentence"] == "crew C1 is not to work on ticket T2"
    assert chinese["sentence"] == "工单 T2 不允许由班组 C1 处理"
    assert english["code"] == chinese["code"] == "rule.crew_refused"
    assert english["facts"] == chinese["facts"] == {"crew": "C1", "ticket": "T2"}


def test_a_kept_reason_speaks_the_language_of_whoever_reads_it(desk: Desk) -> None:
    published(desk, {"C1": "T1", "C2": "T2"})
    moved = desk.dispatcher.post("/plans/current/moves", json={"ticket_id": "T1", "crew_id": None})
    assert moved.status_code == 201, moved.text
    english, chinese = both(desk, f"/plans/{moved.json()['id']}")
    assert english["unassigned"][0]["sentence"] == "It was taken off the list by hand."
    assert chinese["unassigned"][0]["sentence"] == "由人工移出列表。"


def test_the_reasons_of_a_diff_are_chinese_throughout(desk: Desk) -> None:
    published(desk, {"C1": "T1", "C2": "T2"})
    made = desk.dispatcher.post("/plans/current/moves", json={"ticket_id": "T1", "crew_id": "C2"})
    _, diff = both(desk, f"/plans/{made.json()['id']}/diff")
    said = [diff["bought"]["sentence"], *(one[name] for one in diff["changes"] for name in ("sentence", "why"))]
    assert said
    assert [one for one in said if re.search(r"[a-z]{3}", one)] == []


def test_an_error_is_said_in_the_language_asked_for(desk: Desk) -> None:
    english, chinese = both(desk, "/tickets/T9")
    assert (english["detail"], chinese["detail"]) == ("there is no ticket T9", "没有工单 T9")
    assert english["code"] == chinese["code"] == "error.not_found"
    assert english["facts"] == chinese["facts"] == {"kind": "ticket", "id": "T9"}


def test_a_fault_of_a_request_goes_by_pydantics_kind(desk: Desk) -> None:
    published(desk, {"C1": "T1", "C2": "T2"})
    answer = desk.dispatcher.post("/plans/current/moves", json={"position": 0}, headers=CHINESE)
    problem = answer.json()
    assert (answer.status_code, problem["detail"]) == (422, "请求中有 2 处错误；未作任何修改")
    assert problem["errors"] == [
        {"path": "$.ticket_id", "message": "必填", "code": "invalid.missing", "facts": {}},
        {"path": "$.position", "message": "应不小于 1", "code": "invalid.greater_than_equal", "facts": {"ge": 1}},
    ]


def test_a_rule_of_ours_about_a_field_has_a_code_too(desk: Desk) -> None:
    answer = desk.dispatcher.put("/locks/T1/0", json={}, headers=CHINESE)
    (fault,) = answer.json()["errors"]
    assert (fault["message"], fault["code"]) == ("锁定须指定班组、开工时间，或两者", "fault.empty_lock")


def test_who_may_not_and_who_is_not_signed_in_hear_it_in_their_language(desk: Desk) -> None:
    refused = desk.client(Role.AUDITOR).post("/tickets/T1/cancel", headers=CHINESE)
    assert (refused.status_code, "您的角色是审计员" in refused.json()["detail"]) == (403, True)
    stranger = desk.anonymous.get("/tickets", headers=CHINESE)
    assert (stranger.status_code, stranger.json()["detail"]) == (401, "请先登录：发送 bearer 令牌")
