"""Patterns of the word files: of a hundred and more a text can match a handful, and only those are compiled.

What a text must hold for a pattern to match is read off the pattern without compiling it, which takes most of the time
of a first question.
"""

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache

_PART = re.compile(
    r"\(\?:[^\\\[\]().*+{}^$]*\)"  # letters to choose from, in one piece
    r"|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?(?:P<\w+>|<[=!]|[:=!]|-i:)|\(\?|[()|]|(?:[?*+]|\{\d*,?\d*\})\??|[.^$]"
    r"|[^\\\[\]()|?*+{}.^$]+"
)
_LOOKS_AROUND = ("(?=", "(?!", "(?<=", "(?<!")
_MAY_BE_ABSENT = ("?", "*", "{0", "{,")
_SPECIAL = "\\[.^$(|"


class Pattern:
    """A case-insensitive regular expression, compiled when a text may match it."""

    def __init__(self, expression: str) -> None:
        self.expression = expression

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The compiled expression."""
        return re.compile(self.expression, re.IGNORECASE)

    @cached_property
    def needed(self) -> frozenset[str]:
        """Lower-case texts; whatever matches holds one of them. Empty if nothing can be said."""
        return needed(self.expression)

    def found_in(self, text: str) -> bool:
        """Whether it matches anywhere."""
        return self._may_match(text) and self.regex.search(text) is not None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All matches, in order."""
        return self.regex.finditer(text) if self._may_match(text) else iter(())

    def blanked(self, text: str) -> str:
        """The text with a space for each match."""
        return self.regex.sub(" ", text) if self._may_match(text) else text

    def _may_match(self, text: str) -> bool:
        lowered = _lowered(text)
        if lowered is None or not self.needed:
            return True
        for part in self.needed:  # a plain loop: every text is held against a hundred patterns  # noqa: SIM110
            if part in lowered:
                return True
        return False


def needed(expression: str) -> frozenset[str]:
    """Texts one of which is in everything the expression matches. Raises ValueError for unknown syntax."""
    return _of_choices(iter(_PART.findall(expression)))


@lru_cache(maxsize=16)
def _lowered(text: str) -> str | None:
    """The text in lower case; None outside Latin-1, where letters match that are not each other's lower case."""
    try:
        text.encode("latin-1")
    except UnicodeError:
        return None
    return text.lower()


def _of_choices(parts: Iterator[str]) -> frozenset[str]:
    """Of alternatives, up to the end of their group: one text of each; nothing if one of them says nothing."""
    found, best, last, is_letters = [], frozenset[str](), frozenset[str](), False
    for part in parts:
        if part == ")":
            break
        if part.startswith(_MAY_BE_ABSENT):  # of letters only the last one
            last = frozenset(text[:-1] for text in last if is_letters)
        elif part[0] not in "+{":
            best = _better(best, last)
            is_letters = part[0] not in _SPECIAL
            last = frozenset({part.lower()}) if is_letters else _of_special(part, parts)
            if part == "|":
                found.append(best)
                best = frozenset()
    found.append(_better(best, last))
    return frozenset[str]().union(*found) if all(found) else frozenset()


def _of_special(part: str, parts: Iterator[str]) -> frozenset[str]:
    """Of a group what its alternatives say, nothing of a look around; a class of letters or an end says nothing."""
    if part == "(?":
        raise ValueError("unknown syntax in a pattern")
    if part[0] == "(" and part[-1] == ")":
        return frozenset(map(_longest, part[3:-1].lower().split("|")))
    inside = _of_choices(parts) if part[0] == "(" else frozenset[str]()
    return frozenset() if part in _LOOKS_AROUND else inside


def _longest(letters: str) -> str:
    """Of letters some of which may be absent (`labou?r`) the longest piece that may not."""
    *before, last = letters.split("?")
    return max((last, *(piece[:-1] for piece in before)), key=len)


def _better(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    """The one that fewer texts will hold: whose shortest text is longer."""
    return max(one, other, key=lambda texts: min(map(len, texts), default=0))
