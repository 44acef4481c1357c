"""Masks personal data before anything is written down."""

import re
from collections.abc import Callable

from guardrails.personal_data import personal_data

MASKED_TEXT = "[text]"
_HERE = "\ue000"
"""A character of no meaning, to follow a place through redaction."""
_LITERAL = re.compile(r"'(?:[^']|'')*(?:'|$)")
_COMMENT = re.compile(r"--[^\n]*|/\*.*?(?:\*/|$)", re.DOTALL)
_QUOTED = re.compile(r'"(?:[^"]|"")*(?:"|$)')
_LITERAL_OR_COMMENT = re.compile(f"{_LITERAL.pattern}|{_QUOTED.pattern}|{_COMMENT.pattern}", re.DOTALL)
_DOLLARS = re.compile(r"\$(\w*)\$.*?(?:\$\1\$|$)", re.DOTALL)
_PLAIN_NAME = re.compile("[a-z_][a-z0-9_]*")
_LETTERS = re.compile(r"[^\W\d_]{3,}")
"""Three letters in a row: shorter texts ('%Y-%m', 'GB') identify nobody."""


def redact(text: str, known: frozenset[str] = frozenset()) -> str:
    """`text` with every piece of personal data replaced by its kind in brackets, e.g. [phone]."""
    parts, at = [], 0
    for span in personal_data(text, known):
        parts += [text[at : span.start], f"[{span.kind}]"]
        at = span.end
    return "".join((*parts, text[at:]))


def redact_sql(sql: str, known: frozenset[str] = frozenset()) -> str:
    """`sql` without comments and personal data; a text stays only if it is part of a known (case-folded) value."""

    def keep_known(match: re.Match[str]) -> str:
        quote, inside = match.group()[0], match.group().strip("'\"")
        plain_name = quote == '"' and _PLAIN_NAME.fullmatch(inside)
        return match.group() if plain_name or _harmless(inside, known) else f"{quote}{MASKED_TEXT}{quote}"

    sql = _DOLLARS.sub(f"'{MASKED_TEXT}'", sql)
    return redact(_outside_literals(sql, keep_known), known)


def place_in_redacted(redacted: str, sql: str, start: int, known: frozenset[str] = frozenset()) -> int | None:
    """Where the character `start` of `sql` stands in its redacted form; None if it was redacted itself."""
    if _HERE in sql or not 0 <= start <= len(sql):
        return None
    followed = redact_sql(sql[:start] + _HERE + sql[start:], known)
    return followed.find(_HERE) if followed.replace(_HERE, "") == redacted and _HERE in followed else None


def _outside_literals(sql: str, on_literal: Callable[[re.Match[str]], str]) -> str:
    """Literals through `on_literal`, comments to nothing, whichever begins first."""
    return _LITERAL_OR_COMMENT.sub(lambda m: on_literal(m) if m.group()[0] in "'\"" else "/* */", sql)


def _harmless(inside: str, known: frozenset[str]) -> bool:
    plain = inside.strip("%_ ").casefold()
    return not _LETTERS.search(plain) or plain in known or any(plain in value for value in known)
