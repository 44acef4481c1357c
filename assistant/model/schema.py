"""The reply a model is held to: the plan's own JSON schema in the strict form providers enforce, and the way back.

Strict structured output wants every field required, no defaults and no positional tuples. The schema is derived from
the plan, so a new field of the plan is a new field of the reply.
"""

from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict

from assistant.plan import Plan

PAIR = ("field", "value")
DROPPED = {"default", "title", "prefixItems"}


class Reply(BaseModel):
    """The plan of the question, or null with the reason when the data cannot answer it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: str = ""
    plan: Plan | None


@cache
def reply_schema() -> dict[str, Any]:
    """The JSON schema of a reply: strict, and named as providers want it."""
    strict: dict[str, Any] = _strict(Reply.model_json_schema())
    return {"title": "Reply", **strict}


def _strict(node: Any) -> Any:
    if isinstance(node, list):
        return [_strict(item) for item in node]
    if not isinstance(node, dict):
        return node
    if "prefixItems" in node:
        return _closed(dict(zip(PAIR, map(_strict, node["prefixItems"]), strict=True)))
    kept = {key: _strict(value) for key, value in node.items() if key not in (*DROPPED, "$defs", "properties")}
    if "$defs" in node:
        kept["$defs"] = {name: _strict(part) for name, part in node["$defs"].items()}
    return kept | _closed({n: _strict(f) for n, f in node["properties"].items()}) if "properties" in node else kept


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def read_reply(data: object) -> Reply:
    """A reply from what a provider decoded. Raises pydantic.ValidationError where it is none."""
    return Reply.model_validate(_pairs(data))


def _pairs(node: Any) -> Any:
    if isinstance(node, list):
        return [_pairs(item) for item in node]
    if not isinstance(node, dict):
        return node
    if set(node) == set(PAIR):
        return [node[name] for name in PAIR]
    return {key: _pairs(value) for key, value in node.items()}


def written(plan: Plan) -> dict[str, Any]:
    """A plan in the form of a reply, without its empty fields: for examples and for earlier turns."""
    return {"reason": "", "plan": _objects(plan.model_dump(mode="json", exclude_defaults=True))}


def _objects(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: [dict(zip(PAIR, pair, strict=True)) for pair in value] if key == "conditions" else _objects(value)
            for key, value in node.items()
        }
    return [_objects(item) for item in node] if isinstance(node, list) else node
