"""An operator's own questions held against the answers: right, wrong or abstained.

A file holds one case a line (JSON): a question or the turns of a conversation, the expected outcome, and for an
answer a statement that gives the right rows. Gold statements take the same way through the gate as anybody's SQL, so
results are compared under the role's own threshold and nothing is seen that an asker could not see.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.answer import Answer, Language
from assistant.service import Assistant

Outcome = Literal["answer", "decline", "clarify", "help"]
Kind = Literal["right", "wrong", "abstained", "unusable"]
OUTCOMES: dict[str, Outcome] = {
    "answered": "answer", "declined": "decline", "refused": "decline", "clarify": "clarify", "help": "help",
}  # fmt: skip
_DIGITS = 6


class _Given(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Asked(_Given):
    """One question with what is expected of it; `ordered`: the order of the rows counts."""

    question: str
    expect: Outcome = "answer"
    gold_sql: str | None = None
    gold_alternatives: tuple[str, ...] = ()
    ordered: bool = False
    tags: tuple[str, ...] = ()


class Case(_Given):
    """A line of the file: a question of its own, or the turns of one conversation."""

    id: str
    lang: Language | None = None
    turns: tuple[Asked, ...]


@dataclass(frozen=True)
class Judged:
    """What became of one question. `unusable`: the case itself is at fault, `why` says how."""

    id: str
    question: str
    language: Language
    tags: tuple[str, ...]
    kind: Kind
    expected: Outcome
    got: str
    why: str = ""


@dataclass(frozen=True)
class BadCase:
    """A line that is no case, and why, in a few words."""

    line: int
    why: str


def read_cases(file: Path) -> Iterator[Case | BadCase]:
    """The cases of a file; blank lines are passed over. Raises OSError."""
    for number, raw in enumerate(file.read_bytes().splitlines(), start=1):
        if raw.strip():
            yield _case(number, raw)


def _case(number: int, raw: bytes) -> Case | BadCase:
    try:
        given: dict[str, Any] = dict(json.loads(raw.decode("utf-8-sig")))
        named = {"id": str(given.get("id") or number)}
        return Case.model_validate({**given, **named} if "turns" in given else {**given, **named, "turns": [given]})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        return BadCase(number, f"{'.'.join(map(str, first['loc']))}: {first['msg']}")
    except (ValueError, TypeError, RecursionError) as error:
        return BadCase(number, f"not JSON ({error})")


def judge(assistant: Assistant, case: Case) -> Iterator[Judged]:
    """Ask all turns of a case in one conversation."""
    session = assistant.session()
    for number, asked in enumerate(case.turns, start=1):
        answer = session.ask(asked.question)
        kind, why = _verdict(assistant, asked, answer)
        name = case.id if len(case.turns) == 1 else f"{case.id}.{number}"
        language = case.lang or answer.language
        yield Judged(name, asked.question, language, asked.tags, kind, asked.expect, answer.status, why)


def _verdict(assistant: Assistant, asked: Asked, answer: Answer) -> tuple[Kind, str]:
    got = OUTCOMES.get(answer.status)
    if got != asked.expect:
        return ("wrong" if got == "answer" else "abstained"), answer.message
    if got != "answer":
        return "right", ""
    golds = [gold for gold in (asked.gold_sql, *asked.gold_alternatives) if gold]
    results = [assistant.sql(gold) for gold in golds]
    if any(same_rows(gold, answer, ordered=asked.ordered) for gold in results if gold.status == "answered"):
        return "right", ""
    refused = next((gold.message for gold in results if gold.status != "answered"), "")
    if refused or not golds:
        return "unusable", refused or "gold_sql"
    return "wrong", answer.interpretation


def same_rows(gold: Answer, answer: Answer, *, ordered: bool = False) -> bool:
    """Whether every column of the gold is among the answer's, row by row, to six digits; names are free."""
    if len(gold.rows) != len(answer.rows):
        return False
    wanted, given = _columns(gold), _columns(answer)
    choices = [[i for i, column in enumerate(given) if Counter(column) == Counter(each)] for each in wanted]
    rows = list(zip(*wanted, strict=True))
    return any(_agree(rows, list(zip(*(given[i] for i in pick), strict=True)), ordered) for pick in product(*choices))


def _agree(wanted: list[tuple[str, ...]], given: list[tuple[str, ...]], ordered: bool) -> bool:
    return wanted == given if ordered else Counter(wanted) == Counter(given)


def _columns(answer: Answer) -> list[list[str]]:
    return [[_plain(row[i]) for row in answer.rows] for i in range(len(answer.columns))]


def _plain(value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{float(value):.{_DIGITS}g}"
    return value.isoformat() if isinstance(value, date) else str(value).casefold()


def tally(judged: Iterable[Judged]) -> dict[str, Counter[Kind]]:
    """How many of which kind: over all, by language, by tag."""
    found: dict[str, Counter[Kind]] = {"all": Counter()}
    for each in judged:
        for key in ("all", f"lang {each.language}", *(f"tag {tag}" for tag in each.tags)):
            found.setdefault(key, Counter())[each.kind] += 1
    return dict(sorted(found.items(), key=lambda item: (item[0] != "all", item[0])))
