"""The schema of a reply keeps to what strict structured output admits, and loses nothing of the plan."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from assistant.model.prompt import examples
from assistant.model.schema import read_reply, reply_schema, written
from assistant.plan import Plan, Threshold
from tests.assistant.model.data import visits_in_may

ADMITTED = {
    "$defs", "$ref", "additionalProperties", "anyOf", "description", "enum", "format", "items", "minItems",
    "properties", "required", "type",
}  # fmt: skip


def nodes(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield schema
    inner = [*schema.get("$defs", {}).values(), *schema.get("properties", {}).values(), *schema.get("anyOf", [])]
    for node in [*inner, *([schema["items"]] if "items" in schema else [])]:
        yield from nodes(node)


def test_every_object_is_closed_and_every_field_required() -> None:
    objects = [node for node in nodes(reply_schema()) if node.get("type") == "object"]
    assert len(objects) >= 8
    for node in objects:
        assert node["additionalProperties"] is False
        assert node["required"] == list(node["properties"])


def test_only_keywords_that_providers_enforce() -> None:
    root = dict(reply_schema())
    assert root.pop("title") == "Reply"
    assert root["type"] == "object"
    assert {key for node in nodes(root) for key in node} <= ADMITTED
    assert all(len(node) == 1 for node in nodes(root) if "$ref" in node)


def test_every_field_of_the_plan_is_there_with_its_choices() -> None:
    plan = reply_schema()["$defs"]["Plan"]["properties"]
    assert set(plan) == set(Plan.model_fields)
    own = Plan.model_json_schema()["properties"]
    assert plan["measures"]["items"]["enum"] == own["measures"]["items"]["enum"]
    condition = reply_schema()["$defs"]["Area"]["properties"]["conditions"]["items"]
    assert "place" in condition["properties"]["field"]["enum"]


@pytest.mark.parametrize("example", [e for e in examples().examples if e.plan], ids=lambda e: e.question)
def test_a_plan_survives_the_way_there_and_back(example: Any) -> None:
    assert read_reply(written(example.plan)).plan == example.plan


def test_a_threshold_is_not_taken_for_a_condition() -> None:
    plan = visits_in_may().model_copy(update={"by": ("date",), "threshold": Threshold(relation="above", value=5)})
    assert read_reply(written(plan)).plan == plan


def test_a_declined_question_has_a_reason_and_no_plan() -> None:
    assert read_reply({"reason": "weather", "plan": None}).plan is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.dates().map(date.isoformat),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["plan", "field", "value", "areas"]), inner)
    ),
    max_leaves=12,
)


@given(json_values)
def test_whatever_is_no_reply_is_a_validation_error(data: object) -> None:
    try:
        assert read_reply(data).plan is None
    except ValidationError:
        return
