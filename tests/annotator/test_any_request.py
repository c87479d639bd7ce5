"""Whatever the API's description allows, from whomever: an answer in words, never a fault of the server.

Requests are made from the description by schemathesis, some with ids that are there; nothing of them stays.
"""

import json
from typing import Any

import pytest
import schemathesis
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.core import NotSet
from schemathesis.core.result import Ok

from tests.annotator.world import World
from tests.server import ROOT

EXAMPLES = 6
ASKING = ("operator", "supervisor", "researcher", "admin", "site_admin", "stranger", "anonymous")
SCHEMA = schemathesis.openapi.from_path(ROOT / "frontend" / "openapi.json")
# What takes raw bytes is asked with any bytes in the tests of uploads.
OF_BYTES = ("PATCH /api/v1/uploads/{upload_id}/", "PATCH /api/v1/dataset-imports/{incoming_id}/")
READ = list(SCHEMA.get_all_operations())
FOUND = [found.ok() for found in READ if isinstance(found, Ok)]
OPERATIONS = [operation for operation in FOUND if operation.label not in OF_BYTES]


def answered(world: World, person: str, case: Any, *, known: bool) -> Any:
    """The answer to a case; `known`: about what is there."""
    given_ids = case.path_parameters or {}
    ids = {name: world.ids.get(name, value) if known else value for name, value in given_ids.items()}
    path = case.path.format(**ids)
    body = b"" if isinstance(case.body, NotSet) else json.dumps(case.body).encode()
    query = {name: value for name, value in (case.query or {}).items() if not isinstance(value, NotSet)}
    with transaction.atomic():
        response = world.clients[person].generic(
            case.method, path, body, content_type="application/json", query_params=query
        )
        if response.streaming:
            list(response.streaming_content)
        transaction.set_rollback(True)
    return response


def test_every_operation_of_the_description_can_be_read() -> None:
    assert len(FOUND) == len(READ)


@pytest.mark.slow
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_every_request_has_an_answer_in_words(world: World, operation: Any) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(), known=st.booleans())
    def ask(case: Any, known: bool) -> None:
        for person in ASKING:
            response = answered(world, person, case, known=known)
            assert response.status_code < 500, (person, case.formatted_path, case.query, case.body, response.content)
            if response.status_code >= 400 and response.status_code != 405:
                assert response.json()["error"]["code"], (person, case.formatted_path, response.content)

    ask()
