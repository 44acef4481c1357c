"""What the report says, section by section, before it is PDF or CSV."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, cast

from assistant import wording as answers
from assistant.answer import Language
from assistant.wording import Wording
from guardrails.audit import Broken, audit_id
from guardrails.audit.month import Month
from guardrails.audit.retention import MONTHS
from guardrails.audit.summary import Share
from guardrails.rulebook import rule_pages
from warehouse.catalog import read_yaml

STATES = ("in review", "justified", "false positive", "misuse proposed", "misuse")
FINISHED = ("justified", "false positive", "misuse")


@dataclass(frozen=True)
class Table:
    """Rows of text under their heads; `sizes` are (whole, darker part) of each row where it can be drawn as a bar."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sizes: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Section:
    """A heading with sentences, a table and a small note; `days` are drawn as columns."""

    title: str
    sentences: tuple[str, ...] = ()
    table: Table | None = None
    note: str = ""
    days: tuple[tuple[date, Share], ...] = ()


@cache
def words_of(language: Language) -> Wording:
    """The report's words."""
    read = read_yaml(Path(__file__).parent / f"{language}.yaml")
    return Wording(language, answers.wording(language).phrases | cast("dict[str, dict[str, Any]]", read))


def sections(month: Month, words: Wording) -> tuple[Section, ...]:
    """The whole report."""
    parts = (_short, _outcomes, _days, _rules, _roles, _clients, _reviews, _other, _chain, _retention)
    return tuple(part(month, words) for part in parts)


def _short(month: Month, words: Wording) -> Section:
    found, verified = month.summary, month.verified
    log = (
        words("report.log_broken", id=audit_id(verified.seq))
        if isinstance(verified, Broken)
        else words("report.log_whole")
    )
    if not found.asked:
        said = words("report.none_text", log=log)
    else:
        said = words(
            "report.short_text", asked=words.number(found.asked),
            cleared=words.number(found.outcomes.get("cleared", 0)), refused=words.number(found.refused),
            share=_share(found.refused, found.asked, words), log=log,
        )  # fmt: skip
    return Section(words("report.short"), (said,), note=words("report.no_data"))


def _outcomes(month: Month, words: Wording) -> Section:
    found = month.summary
    rows = [
        (words(f"status.{name}"), words.number(count), _share(count, found.asked, words))
        for name in words.phrases["status"]
        if (count := found.outcomes.get(name, 0))
    ]
    rows.append((words("report.all"), words.number(found.asked), ""))
    return Section(words("report.outcomes"), table=Table(_head("outcome count share", words), tuple(rows)))


def _days(month: Month, words: Wording) -> Section:
    days = month.summary.days
    rows = tuple((words.day(day), words.number(s.asked), words.number(s.refused)) for day, s in days)
    most = max((share.asked for _, share in days), default=0)
    return Section(
        words("report.days"),
        table=Table(_head("day asked refused", words), rows),
        note=words("report.days_note", most=words.number(most)),
        days=days,
    )


def _rules(month: Month, words: Wording) -> Section:
    titles = {page.id: page.title[words.language] for page in rule_pages()}
    rules = month.summary.rules
    if not rules:
        return Section(words("report.rules"), (words("report.nothing_refused"),))
    rows = tuple((rule, titles.get(rule, ""), words.number(count)) for rule, count in rules)
    sizes = tuple((count, count) for _, count in rules)
    return Section(
        words("report.rules"),
        table=Table(_head("rule meaning count", words), rows, sizes),
        note=words("report.rules_note"),
    )


def _roles(month: Month, words: Wording) -> Section:
    named = [(words(f"role.{r}") if words.has(f"role.{r}") else r, share) for r, share in month.summary.roles]
    return _shares("role", named, words)


def _clients(month: Month, words: Wording) -> Section:
    named = [(client or words("report.no_client"), share) for client, share in month.summary.clients]
    return _shares("client", named, words)


def _shares(what: str, named: list[tuple[str, Share]], words: Wording) -> Section:
    rows = tuple((name, words.number(s.asked), words.number(s.refused), _share(s.refused, s.asked, words))
                 for name, s in named)  # fmt: skip
    sizes = tuple((s.asked, s.refused) for _, s in named)
    return Section(words(f"report.{what}s"), table=Table(_head(f"{what} asked refused share", words), rows, sizes))


def _reviews(month: Month, words: Wording) -> Section:
    if not month.reviews:
        return Section(words("report.reviews"), (words("report.no_reviews"),))
    rows = tuple((words(f"state.{s}"), words.number(month.reviews[s])) for s in STATES if s in month.reviews)
    finished = sum(month.reviews.get(state, 0) for state in FINISHED)
    share = _share(month.reviews.get("false positive", 0), finished, words)
    said = (words("report.false_positives", share=share),) if finished else ()
    return Section(
        words("report.reviews"), said, Table(_head("state count", words), rows), words("report.reviews_note")
    )


def _other(month: Month, words: Wording) -> Section:
    counts = {name: getattr(month.summary, name) for name in ("doors", "looks", "failed")}
    rows = tuple((words(f"report.{name}"), words.number(count)) for name, count in counts.items())
    return Section(words("report.other"), table=Table(_head("other_what count", words), rows))


def _chain(month: Month, words: Wording) -> Section:
    return Section(words("report.chain"), tuple(_verified(month, words)))


def _verified(month: Month, words: Wording) -> Iterator[str]:
    outcome = month.verified
    if isinstance(outcome, Broken):
        yield words("report.broken", id=audit_id(outcome.seq), why=outcome.why[words.language])
        return
    yield words("report.whole", count=words.number(outcome.count))
    yield outcome.head
    yield words("report.anchors" if outcome.anchors else "report.no_anchor", count=words.number(outcome.anchors))
    if outcome.damage:
        yield words("report.damage", what=", ".join(outcome.damage))


def _retention(month: Month, words: Wording) -> Section:
    said = [words("report.retention_text", months=MONTHS)]
    if month.removed:
        said.append(words("report.removed", count=words.number(month.removed)))
    noted = "report.tombstones" if month.tombstones else "report.no_tombstones"
    said.append(words(noted, ids=", ".join(month.tombstones)))
    said.append(words("report.holds", count=words.number(month.holds)))
    return Section(words("report.retention"), tuple(said))


def _head(names: str, words: Wording) -> tuple[str, ...]:
    return tuple(words(f"report.{name}") for name in names.split())


def _share(part: int, whole: int, words: Wording) -> str:
    return words.percent(100 * part / whole) if whole else ""
