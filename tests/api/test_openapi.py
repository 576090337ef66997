"""The description of the interface is true: whatever may be sent, the answer is one that it names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from tempfile import gettempdir
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, openapi
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.app import create_app
from dispatch.user import Role
from tests.databases import SqliteTemplates
from tests.desk import Desk, prepare, settings_for, token_of
from tests.planned_desk import draft, prepare_plans, published

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 12
ROLES = (Role.SUPERVISOR, Role.ADMIN, Role.CREW)
"""Together they may ask for everything."""
KNOWN = {"ticket_id": "T1", "crew_id": "C1", "plan": "current", "party": 0}
"""What is there, so that answers are not all of what is not."""


def operations() -> list[tuple[str, str]]:
    """Method and path of all that answers at once; streams of events never end."""
    described = create_app(settings_for(f"sqlite:///{gettempdir()}/crewdispatch-never-opened.db")).openapi()["paths"]
    return [
        (verb.upper(), path)
        for path, verbs in described.items()
        for verb, one in verbs.items()
        if "text/event-stream" not in json.dumps(one["responses"])
    ]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with SqliteTemplates(tmp_path_factory.mktemp("openapi"), prepare).copy() as url:
        made = Desk(url)
        prepare_plans(made)
        published(made, {"C1": "T1"})
        draft(made, {"C1": "T1", "C2": "T2"})
        yield made
        made.close()


@pytest.fixture(scope="module")
def schema(desk: Desk) -> Any:
    return openapi.from_asgi("/openapi.json", desk.app)


@pytest.mark.parametrize(("verb", "path"), operations())
def test_answers_are_as_described(schema: Any, verb: str, path: str) -> None:
    operation = schema[path][verb]

    @given(case=operation.as_strategy(), role=st.sampled_from(ROLES), known=st.booleans())
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    def holds(case: Case[Any], role: Role, known: bool) -> None:
        if known:
            given_ = case.path_parameters or {}
            case.path_parameters = {name: KNOWN.get(name, value) for name, value in given_.items()}
        response = case.call(headers={"Authorization": f"Bearer {token_of(role)}"})
        case.validate_response(response, checks=CHECKS)

    holds()
