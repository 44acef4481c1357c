"""Errors of the API: one clear sentence in both languages."""

from functools import cache
from pathlib import Path
from typing import Any, cast

from starlette.responses import JSONResponse

from warehouse.catalog import Label, read_yaml


def sentence(name: str, **values: object) -> Label:
    """The sentence with its {fields} filled in."""
    said = _sentences()[name]
    return Label(de=said["de"].format(**values), en=said["en"].format(**values))


def error(status: int, name: str, **values: object) -> JSONResponse:
    """The answer to a request that gets no other: `{"error": {"de": ..., "en": ...}}`."""
    said = sentence(name, **values)
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    return JSONResponse({"error": {"de": said.de, "en": said.en}}, status, headers=headers)


@cache
def _sentences() -> dict[str, dict[str, str]]:
    return cast("dict[str, dict[str, str]]", cast(Any, read_yaml(Path(__file__).with_name("sentences.yaml"))))
