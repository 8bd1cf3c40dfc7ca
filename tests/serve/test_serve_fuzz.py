"""Drawn requests against what the OpenAPI document says, by schemathesis."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("fastapi")
pytest.importorskip("schemathesis")

import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from tagger.serve.app import create_app

#: Drawn requests for each route and method.
EXAMPLES = 20
#: Where a schema cannot say all: spans beside their text, files of other kinds; and in a form,
#: what is drawn as an object arrives as a string, which is good.
EXCLUDED = {
    "/api/export": [positive_data_acceptance],
    "/api/upload": [positive_data_acceptance],
    "/api/processCitationList": [negative_data_rejection],
}

schema = schemathesis.openapi.from_dict(create_app().openapi())


@pytest.fixture(scope="module")
def address(served: Any) -> Iterator[str]:
    with served(workers=1, max_seconds=60.0) as (_, address):
        yield address


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_answers_are_as_documented(case: Any, address: str) -> None:
    excluded = EXCLUDED.get(case.operation.path, [])
    case.call_and_validate(base_url=address, excluded_checks=excluded)
