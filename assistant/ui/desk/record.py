"""One record as HTML: why, the question, the marked statement, who, what came of it, and all the rest."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

from assistant.ui.desk.listing import badge, listing, signalled, state_name
from assistant.ui.desk.statement import has_place, marked
from assistant.ui.desk.words import DeskWords
from guardrails.audit import Record
from guardrails.rulebook import rule_pages

WHO = ("role", "client", "purpose", "interface", "language")


def record_page(record: Record, related: Sequence[Record], words: DeskWords) -> str:
    """Everything the log holds about it."""
    body = record.body
    parts = (
        _headline(record, words),
        _why(body, words),
        _texts(body, words),
        _signals((record, *related), words),
        f'<div class="fd-columns">{_facts("who", _who(body, words), words)}'
        f"{_facts('outcome', _outcome(record, related, words), words)}</div>",
        _related(related, words),
        _rest(record, words),
    )
    return f'<article class="fd-record">{"".join(parts)}</article>'


def history(steps: Sequence[Record], states: Sequence[str], words: DeskWords) -> str:
    """The steps of a review, oldest first, each with the state it led to."""
    if not steps:
        return f'<p class="ff-caption">{words("review.no_steps")}</p>'
    lines = "".join(
        "<li>"
        + escape(
            words(
                "review.history", time=words.stamp(step.body["time"]), state=state_name(state, words),
                user=step.body["user"], comment=step.body["comment"], id=step.audit_id,
            )
        )
        + "</li>"
        for step, state in zip(steps, states, strict=True)
    )  # fmt: skip
    return f'<ol class="fd-history">{lines}</ol>'


def _headline(record: Record, words: DeskWords) -> str:
    body = record.body
    said = words("record.headline", id=record.audit_id, status=words.of("status", body["status"]))
    kind = "" if body["kind"] == "asked" else f'<span class="fd-kind">{escape(words.of("kind", body["kind"]))}</span>'
    at = words("record.at", time=words.stamp(body["time"]))
    return f"<h2>{escape(said)}</h2><p class='fd-when'>{badge(body['status'], words)} {kind} <time>{at}</time></p>"


def _why(body: Mapping[str, Any], words: DeskWords) -> str:
    """Each rule once, with all it found."""
    said: dict[str, dict[str, None]] = {}
    for finding in body.get("findings", ()):
        said.setdefault(finding["rule"], {})[finding["message"][words.language]] = None
    rules = "".join(f"<li>{_rule(rule, messages, words)}</li>" for rule, messages in said.items())
    return f'<section class="fd-why"><h3>{words("record.why")}</h3><ul>{rules}</ul></section>' if rules else ""


def _rule(rule: str, messages: Iterable[str], words: DeskWords) -> str:
    named = f'<span class="ff-rule">{words("record.rule", id=escape(rule))}</span>'
    found = "".join(f"<p>{escape(message)}</p>" for message in messages)
    why = next((page.why[words.language] for page in rule_pages() if page.id == rule), "")
    purpose = f'<p class="ff-caption">{escape(words("record.purpose_of_rule", why=why))}</p>' if why else ""
    return f"<p>{named} <b>{escape(words.rule_title(rule))}</b></p>{found}{purpose}"


def _texts(body: Mapping[str, Any], words: DeskWords) -> str:
    question, sql, findings = body.get("question", ""), body.get("sql", ""), body.get("findings", ())
    asked = f"<h3>{words('record.question')}</h3><blockquote>{escape(question)}</blockquote>" if question else ""
    note = f'<p class="ff-caption">{words("record.marked")}</p>' if has_place(findings) else ""
    statement = f"<h3>{words('record.statement')}</h3>{marked(sql, findings)}{note}" if sql else ""
    masked = "[" in f"{question}{sql}"
    redacted = f'<p class="ff-caption">{words("record.redacted")}</p>' if masked and asked + statement else ""
    comment = f"<h3>{words('record.comment')}</h3><p>{escape(body['comment'])}</p>" if body.get("comment") else ""
    return f"{asked}{comment}{statement}{redacted}"


def _signals(records: Sequence[Record], words: DeskWords) -> str:
    """What the run of questions came to, of the record and of those that belong with it."""
    lines = "".join(
        f"<li>{escape(words.of('signal', name))}: <b>{words.number(count)}</b></li>"
        for record in records
        for name, count in record.body.get("signals", {}).items()
    )
    if not any(map(signalled, records)):
        return ""
    return (
        f'<section class="fd-signals"><h3>⚑ {words("record.signals")}</h3><ul>{lines}</ul>'
        f'<p class="ff-caption">{words("record.signals_hint")}</p></section>'
    )


def _who(body: Mapping[str, Any], words: DeskWords) -> Iterator[tuple[str, str]]:
    yield "user", f"<code>{escape(str(body.get('user', '')))}</code>"
    for name in WHO:
        if body.get(name):
            yield name, escape(words.of(name, str(body[name])) if name in words.phrases else str(body[name]))
    if body.get("author") and body.get("sql"):
        yield "author", escape(words.of("author", body["author"]))


def _outcome(record: Record, related: Sequence[Record], words: DeskWords) -> Iterator[tuple[str, str]]:
    done = next((r.body for r in related if r.body["kind"] == "released"), record.body)
    if record.body.get("threshold") is not None:
        yield "threshold", words("record.threshold_text", threshold=record.body["threshold"])
    for name in ("rows", "hidden_groups"):
        if done.get(name) is not None:
            yield name, words.number(done[name])
    timings = {**record.body.get("timings_ms", {}), **done.get("timings_ms", {})}
    if timings:
        yield "timings", escape(", ".join(f"{name} {words.number(ms)} ms" for name, ms in timings.items()))
    if record.body.get("about"):
        yield "about", _link(record.body["about"])
    if record.body.get("details"):
        yield "details", f"<code>{escape(json.dumps(record.body['details'], ensure_ascii=False))}</code>"


def _link(wanted: str) -> str:
    return f'<button type="button" class="fd-open" data-open="{escape(wanted)}">{escape(wanted)}</button>'


def _facts(title: str, facts: Iterator[tuple[str, str]], words: DeskWords) -> str:
    rows = "".join(f"<dt>{words(f'record.{name}')}</dt><dd>{value}</dd>" for name, value in facts)
    content = f"<dl>{rows}</dl>" if rows else f"<p>{words('record.nothing')}</p>"
    return f'<section class="fd-card"><h3>{words(f"record.{title}")}</h3>{content}</section>'


def _related(related: Sequence[Record], words: DeskWords) -> str:
    others = [r for r in related if r.body["kind"] != "review"]
    return f"<h3>{words('record.related')}</h3>{listing(others, {}, words)}" if others else ""


def _rest(record: Record, words: DeskWords) -> str:
    body = record.body
    folds = (
        ("plan", _pretty(body.get("plan", ""))),
        ("statement_run", escape(body.get("sql_run", ""))),
        ("versions", escape("\n".join(f"{k}: {v}" for k, v in body.get("versions", {}).items()))),
        ("hash", escape(record.hash)),
    )
    return "".join(
        f'<details class="ff-fold"><summary>{words(f"record.{name}")}</summary><pre><code>{text}</code></pre></details>'
        for name, text in folds
        if text
    )


def _pretty(plan: str) -> str:
    try:
        return escape(json.dumps(json.loads(plan), ensure_ascii=False, indent=1))
    except ValueError:
        return escape(plan)
