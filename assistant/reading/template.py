"""The small pattern language of the vocabulary files, compiled to regular expressions.

`word` matches itself, `stem*` any ending, `[x]` is optional, `(a|b c)` an alternative, `{slot}` a captured value;
`{slot}` may come several times in a template. Patterns run over folded tokens, each followed by one space.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from assistant.reading.text import fold

_PIECE = re.compile(r"\{\w+\}|[\[\]()|]|[^\s\[\]()|{}]+")


def expression(template: str, slots: Mapping[str, str]) -> str:
    """The regular expression of one template; the n-th use of a slot is the group `slot_n`. Longer choices first."""
    return _sequence(iter(_PIECE.findall(template)), slots, Counter())


def literals(template: str) -> list[str]:
    """The folded words of a template, stems with their star."""
    return [_starred(piece) for piece in _PIECE.findall(template) if piece[0] not in "{[]()|"]


def needs(template: str) -> list[frozenset[str]]:
    """What a text must hold to match: of each group at least one word, `stem*` or `{slot}`."""
    return _needs(iter(_PIECE.findall(template)))


def compiled(template: str, slots: Mapping[str, str], not_at: str = "") -> re.Pattern[str]:
    """A pattern that begins and ends at a token; it does not begin at the mark `not_at`."""
    ahead = f"(?!{not_at})" if not_at else ""
    return re.compile("(?<![^ ])" + ahead + expression(template, slots))


def either(choices: list[str]) -> str:
    """One of several expressions, the longest first."""
    return "(?:" + "|".join(sorted(choices, key=len, reverse=True)) + ")"


def _needs(pieces: Iterator[str]) -> list[frozenset[str]]:
    choices: list[list[frozenset[str]]] = [[]]
    for piece in pieces:
        if piece in ")]":
            break
        if piece == "|":
            choices.append([])
        elif piece in "([":
            inner = _needs(pieces)
            choices[-1] += inner if piece == "(" else []
        else:
            choices[-1].append(frozenset({piece if piece[0] == "{" else _starred(piece)}))
    if len(choices) == 1:
        return choices[0]
    return [frozenset[str]().union(*(min(c, key=len) for c in choices))] if all(choices) else []


def _sequence(pieces: Iterator[str], slots: Mapping[str, str], uses: Counter[str]) -> str:
    choices, current = [], ""
    for piece in pieces:
        if piece in ")]":
            break
        if piece == "|":
            choices.append(current)
            current = ""
        elif piece in "([":
            current += _sequence(pieces, slots, uses) + ("?" if piece == "[" else "")
        else:
            current += _slot(piece[1:-1], slots, uses) if piece[0] == "{" else _word(piece)
    return either([*choices, current])


def _slot(name: str, slots: Mapping[str, str], uses: Counter[str]) -> str:
    uses[name] += 1
    return f"(?P<{name}_{uses[name]}>{slots[name]})"


def _word(word: str) -> str:
    starred = _starred(word)
    return re.escape(starred[:-1]) + "[^ ]* " if starred.endswith("*") else re.escape(starred) + " "


def _starred(word: str) -> str:
    return fold(word[:-1]) + "*" if word.endswith("*") and len(word) > 1 else fold(word)
