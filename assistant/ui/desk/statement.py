"""A recorded statement as HTML, marked where a rule objects to it."""

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

_TOKEN = re.compile(r'"[^"]*"|\'[^\']*\'|\w+|\S|\s')


def marked(statement: str, findings: Sequence[Mapping[str, Any]]) -> str:
    """The statement with each place a finding names (`at`, character offset) marked and labelled with its rule."""
    parts, done = [], 0
    for start, rules in _places(statement, findings):
        match = _TOKEN.match(statement, start)
        if match is None or start < done:
            continue
        label = escape(", ".join(dict.fromkeys(rules)))
        parts += [escape(statement[done:start]), f"<mark>{escape(match.group())}<sup>{label}</sup></mark>"]
        done = match.end()
    return f"<pre><code>{''.join(parts)}{escape(statement[done:])}</code></pre>"


def has_place(findings: Sequence[Mapping[str, Any]]) -> bool:
    """Whether anything is marked."""
    return any(isinstance(finding.get("at"), int) for finding in findings)


def _places(statement: str, findings: Sequence[Mapping[str, Any]]) -> list[tuple[int, list[str]]]:
    """Offsets in order, each with the rules that object there."""
    found: dict[int, list[str]] = {}
    for finding in findings:
        at = finding.get("at")
        if isinstance(at, int) and 0 <= at < len(statement):
            found.setdefault(at, []).append(str(finding["rule"]))
    return sorted(found.items())
