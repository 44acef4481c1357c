"""The prompt: texts of `prompts/` filled from the catalogue, the reference and today; never a row of a result."""

import hashlib
import json
from datetime import date
from functools import cache
from pathlib import Path
from string import Template
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, model_validator

from assistant.model.schema import reply_schema, written
from assistant.plan import FilterField, Plan
from warehouse.catalog import catalogue, read_yaml

FOLDER = Path(__file__).parents[2] / "prompts"
TEXTS = ("system.md", "question.md", "repair.md", "examples.yaml")


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Example(_Model):
    """A question with its plan, or with the reason why there is none."""

    question: str
    plan: Plan | None = None
    reason: str = ""

    @model_validator(mode="after")
    def _one_of_both(self) -> "Example":
        if (self.plan is None) != bool(self.reason):
            raise ValueError("an example has either a plan or a reason")
        return self

    @property
    def reply(self) -> str:
        """The reply as a model would give it."""
        return as_json(written(self.plan) if self.plan else {"reason": self.reason, "plan": None})


class Examples(_Model):
    """The examples and the invented data they are about: its days, places and home areas."""

    first_day: date
    last_day: date
    today: date
    places: tuple[dict[str, str], ...]
    home_areas: tuple[dict[str, str], ...]
    examples: tuple[Example, ...]


@cache
def examples() -> Examples:
    """The examples shipped with the product."""
    return Examples.model_validate(read_yaml(FOLDER / "examples.yaml"))


@cache
def version() -> str:
    """The released version of the prompt texts, `+` if a text was changed since, and their hash: for the record."""
    released: dict[str, dict[str, str]] = json.loads((FOLDER / "versions.json").read_text("utf-8"))
    newest = list(released)[-1]
    changed = "" if released[newest] == digests() else "+"
    return f"{newest}{changed} ({hashlib.sha256(as_json(digests()).encode()).hexdigest()[:12]})"


def digests() -> dict[str, str]:
    """SHA-256 of every prompt text as it lies in the folder."""
    return {name: hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() for name in TEXTS}


def system(first_day: date, last_day: date, today: date, places: str) -> str:
    """The instructions: what can be asked of this data, and how to reply. `places` is written by `vocabulary`."""
    shown = examples()
    return _filled(
        "system.md",
        tables="\n".join(_tables()),
        values="\n".join(_values()),
        first_day=first_day,
        last_day=last_day,
        today=f"{today} ({today:%A})",
        places=places,
        schema=as_json(reply_schema()),
        examples_first_day=shown.first_day,
        examples_last_day=shown.last_day,
        examples_today=shown.today,
        examples="\n".join(f"{e.question}\n{e.reply}" for e in shown.examples),
    )


def question(text: str, language: str, partial: str) -> str:
    """The turn of the asker, with what the reader made of it."""
    return _filled("question.md", question=text, language=language, partial=partial)


def repair(findings: tuple[str, ...]) -> str:
    """The turn that hands a reply back with what is wrong with it."""
    return _filled("repair.md", findings="\n".join(f"- {finding}" for finding in findings))


def as_json(value: Any) -> str:
    """Compact JSON, umlauts as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _filled(name: str, **values: object) -> str:
    return Template((FOLDER / name).read_text("utf-8")).substitute(values)


def _tables() -> list[str]:
    known = catalogue()
    return [
        f"- {table.label.en}: {', '.join(table.keys)} -> {', '.join(known.measures(name))}"
        for name, table in known.tables.items()
        if table.kind == "fact"
    ]


def _values() -> list[str]:
    known = catalogue()
    fields = [f for f in get_args(FilterField) if f in known.columns and known.columns[f].values]
    return [f"{f} ({known.columns[f].label.en}): {', '.join(known.columns[f].values)}" for f in fields]
