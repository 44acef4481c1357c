"""Patterns of the word files: of a hundred and more a text can match a handful, and only those are compiled and run.

What a text must hold for a pattern to match is read off the pattern without compiling it, which takes most of the time
of a first question. Any white space counts as one space there: "where\\s+(?:is|was)" needs "where is" or "where was".
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

_PART = re.compile(
    r"\(\?(?:-i)?:[^\\\[\]()?*+{}.^$]*\)"  # letters to choose from, in one piece
    r"|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?(?:P<\w+>|<[=!]|[:=!]|-i:)|\(\?|[()|]|(?:[?*+]|\{\d*,?\d*\})\??|[.^$]"
    r"|[^\\\[\]()|?*+{}.^$]+(?![?*+{])|[^\\\[\]()|?*+{}.^$]"  # a mark of repetition concerns the last letter
)
_LOOKS_AROUND = ("(?=", "(?!", "(?<=", "(?<!")
_OF_NO_WIDTH = ("^", "$", r"\b", r"\B")
_MAY_BE_ABSENT = ("?", "*", "{0", "{,")
_MOST_TEXTS, _MOST_LETTERS, _FEW = 32, 4, 3
_EMPTY, _ONE_SPACE = frozenset({""}), frozenset({" "})
_SPACE = re.compile(r"\s+")
_ALSO_LATIN = re.compile("[ıſμ\u0307]")
"""In the lower case of letters outside Latin-1 that match one inside, which has another: "kızım" matches "KIZIM"."""


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

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        """Of what is needed the first three letters, if everything has so many."""
        return frozenset(part[:_FEW] for part in self.needed) if _shortest(self.needed) >= _FEW else frozenset()

    def _may_match(self, text: str) -> bool:
        """Quickly, because every text is held against hundreds of patterns."""
        held = _held(text)
        if held is None or not self.needed:
            return True
        plain, pieces = held
        if self._beginnings and self._beginnings.isdisjoint(pieces):
            return False
        return any(part in plain for part in self.needed)


def needed(expression: str) -> frozenset[str]:
    """Texts one of which is in everything the expression matches. Raises ValueError for unknown syntax."""
    return _of_choices(iter(_PART.findall(expression))).needed


@lru_cache(maxsize=16)
def _held(text: str) -> tuple[str, frozenset[str]] | None:
    """The text in lower case, its white space single spaces, one at each end too; and all of three letters in it.

    None outside Latin-1, where letters match that are not each other's lower case.
    """
    try:
        text.encode("latin-1")
    except UnicodeError:
        return None
    plain = f" {' '.join(text.lower().split())} "
    return plain, frozenset([plain[at : at + _FEW] for at in range(len(plain) - _FEW + 1)])


class _Known(NamedTuple):
    """Of a piece of a pattern: `all` that it can match, None if that is not known; `needed` as above."""

    all: frozenset[str] | None
    needed: frozenset[str] = frozenset()


_NOTHING, _UNKNOWN = _Known(_EMPTY), _Known(None)


class _Sequence:
    """What is known of pieces one after the other: `run`, all that those since the last unknown one can match."""

    def __init__(self) -> None:
        self._run, self._best, self._is_whole = _EMPTY, frozenset[str](), True

    def add(self, piece: _Known) -> None:
        if piece is _NOTHING:
            return
        if piece.all is None or len(self._run) * len(piece.all) > _MOST_TEXTS:
            self._best = _better(self._best, self._run, piece.needed)
            self._run, self._is_whole = (_EMPTY if piece.all is None else piece.all), False
            return
        if "" in piece.all:  # longer texts of which none is needed
            self._best = _better(self._best, self._run)
        self._run = frozenset([_joined(one, other) for one in self._run for other in piece.all])

    def known(self) -> _Known:
        return _Known(self._run if self._is_whole else None, _better(self._best, self._run))


def _of_choices(parts: Iterator[str]) -> _Known:
    """Of alternatives, up to the end of their group."""
    found, sequence, last = [], _Sequence(), _NOTHING
    for part in parts:
        if part == ")":
            break
        if part[0] in "?*+{":
            last = _repeated(last, part)
            continue
        sequence.add(last)
        if part == "|":
            found.append(sequence.known())
            sequence, last = _Sequence(), _NOTHING
        else:
            last = _of_part(part, parts)
    sequence.add(last)
    return _either([*found, sequence.known()]) if found else sequence.known()


def _either(found: list[_Known]) -> _Known:
    texts = frozenset[str]().union(*(known.all or () for known in found))
    is_known = all(known.all is not None for known in found) and len(texts) <= _MOST_TEXTS
    all_needed = [known.needed for known in found]
    return _Known(texts if is_known else None, frozenset[str]().union(*all_needed) if all(all_needed) else frozenset())


def _of_part(part: str, parts: Iterator[str]) -> _Known:
    """What is known of a letter, a class or a group; nothing of a look around."""
    if part == "(?":
        raise ValueError("unknown syntax in a pattern")
    if part in _OF_NO_WIDTH:
        return _NOTHING
    if part[0] == "(" and part[-1] == ")":
        return _of_texts(_SPACE.sub(" ", part[part.index(":") + 1 : -1].lower()).split("|"))
    if part[0] == "(":
        inside = _of_choices(parts)
        return _NOTHING if part in _LOOKS_AROUND else inside
    if part[0] in "\\[.":
        return _of_texts(_letters_of(part))
    return _of_texts((_SPACE.sub(" ", part.lower()),))


def _letters_of(part: str) -> Iterable[str] | None:
    """The single letters a class or an escaped letter stands for, if they are few."""
    if part == r"\s":
        return " "
    if part[0] in "\\.":
        return None if part == "." or part[1].isalnum() else _SPACE.sub(" ", part[1])
    inside = _SPACE.sub(" ", part[1:-1])
    is_plain = "\\" not in inside and "-" not in inside[1:-1] and not inside.startswith("^")
    return inside.lower() if is_plain and len(inside) <= _MOST_LETTERS else None


def _of_texts(texts: Iterable[str] | None) -> _Known:
    if texts is None:
        return _UNKNOWN
    found = frozenset(texts)
    if len(found) > _MOST_TEXTS or any(map(_ALSO_LATIN.search, found)):
        return _UNKNOWN
    return _Known(found, frozenset() if "" in found else found)


def _repeated(known: _Known, mark: str) -> _Known:
    """A space stays one however often it comes."""
    is_absent = mark.startswith(_MAY_BE_ABSENT)
    once = known.all if known.all == _ONE_SPACE or mark[0] == "?" else None
    return _Known(once | _EMPTY if once and is_absent else once, frozenset() if is_absent else known.needed)


def _joined(one: str, other: str) -> str:
    return one + (other.lstrip(" ") if one[-1:] == " " else other)


def _better(*found: frozenset[str]) -> frozenset[str]:
    """The one that fewest texts will hold: whose shortest text is longest; none if that is empty."""
    best = max(found, key=_shortest)
    return best if "" not in best else frozenset()


def _shortest(texts: frozenset[str]) -> int:
    return min(map(len, texts), default=0)
