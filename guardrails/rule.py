"""A rule of the gate: an id, a check, and its words in both languages."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict
from sqlglot import exp

from guardrails.statement import Statement
from guardrails.verdict import Finding
from warehouse.catalog import Label, Language, read_yaml

Stage = Literal["role", "text", "reading", "tree", "calls", "names", "meaning", "engine"]
"""When a rule looks: at the asker's role, at the bare text, at how the parsers read it, at the tree, at what DuckDB's
parser calls, at whether names mean something, at what they mean, at what the engine makes of it. All rules of a
stage run before the next; those of `calls` only where there is an objection already, to name it."""


@dataclass(frozen=True)
class Hit:
    """A place where a rule is broken: the values of its message, and where in the text (character offset) if known."""

    values: Mapping[str, str | int | Label] = field(default_factory=dict)
    start: int | None = None


Check = Callable[[Statement], Iterator[Hit]]


def found_by_review(_: Statement) -> Iterator[Hit]:
    """The check of rules that `review` itself applies, before a statement is read or after it is finished."""
    return iter(())


@dataclass(frozen=True)
class Rule:
    """A rule. The examples are tests: each of `refused` must yield this rule, none of `allowed` may be refused.

    A caution does not refuse; its finding goes with the cleared statement, for the answer to say.
    """

    id: str
    stage: Stage
    check: Check
    refused: tuple[str, ...]
    allowed: tuple[str, ...]
    is_caution: bool = False


class Words(BaseModel):
    """What people read about a rule in one language; `message` has places for the values of a hit."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: str
    why: str
    message: str


@cache
def words(language: Language) -> Mapping[str, Words]:
    """All rules' words, by id."""
    content = read_yaml(Path(str(files("guardrails"))) / "rules" / f"{language}.yaml")
    if not isinstance(content, dict):
        raise TypeError(f"rules/{language}.yaml must be a mapping")
    return {name: Words.model_validate(entry) for name, entry in content.items()}


def finding(rule_id: str, hit: Hit, text: str = "") -> Finding:
    """The finding for a hit, with its words filled in."""
    message = Label(de=_filled(rule_id, hit, text, "de"), en=_filled(rule_id, hit, text, "en"))
    return Finding(rule_id, message, hit.start)


def _filled(rule_id: str, hit: Hit, text: str, language: Language) -> str:
    values = {key: value[language] if isinstance(value, Label) else value for key, value in hit.values.items()}
    return words(language)[rule_id].message.format(place=_place(text, hit.start)[language], **values)


def _place(text: str, start: int | None) -> Label:
    """Where in the text, in words; empty if unknown."""
    if start is None:
        return Label(de="", en="")
    line, column = text.count("\n", 0, start) + 1, start - (text.rfind("\n", 0, start) + 1) + 1
    if "\n" not in text.strip():
        return Label(de=f" (Zeichen {column})", en=f" (character {column})")
    return Label(de=f" (Zeile {line}, Zeichen {column})", en=f" (line {line}, character {column})")


def start_of(node: exp.Expr) -> int | None:
    """Offset of the first character of the node that the parser has noted."""
    starts = [n.meta["start"] for n in node.walk() if "start" in n.meta]
    return min(starts, default=None)


def excerpt(node: exp.Expr) -> str:
    """The node as SQL, on one line and not too long."""
    return shortened(node.sql(dialect="duckdb", comments=False))


def shortened(text: str) -> str:
    """The text on one line, at most 60 characters."""
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"


def nearest(name: str, allowed: frozenset[str] | tuple[str, ...]) -> Label:
    """'; do you mean X?' where an allowed name is near, else ''."""
    from rapidfuzz.process import extractOne  # noqa: PLC0415 (needed only when something is refused)

    best = extractOne(name.lower(), sorted(allowed), score_cutoff=60)
    if best is None:
        return Label(de="", en="")
    return Label(de=f" Gemeint ist vielleicht „{best[0]}“.", en=f' Perhaps you mean "{best[0]}".')
