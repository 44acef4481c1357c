"""Unknown words get a second look: compounds are taken apart, inflections undone, typing errors mended."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from assistant.reading.gazetteer import Gazetteer
from assistant.reading.lexicon import Lexicon
from assistant.reading.text import Token, fold

_SHORTEST, _LONG = 5, 8
_LOST = 4  # letters of a word that lost one: `aprl`
_ENDING = 4  # letters an inflection has at most
_UNKNOWN = "?"  # what no pattern matches


def mend(text: str, tokens: list[Token], lex: Lexicon, names: Gazetteer) -> tuple[list[Token], tuple[str, ...]]:
    """The tokens with compounds split and typing errors mended; and the words that were mended.

    A name nobody knows is not mended to a word that changes nothing: `Regent Street` is not `recent`.
    """
    result: list[Token] = []
    mended: list[str] = []
    for token in tokens:
        parts = _parts(token.norm, lex, names)
        if parts is None:
            parts = [_nearest(token.norm, lex, names)]
            parts = [token.norm] if lex.idle(parts[0]) and _is_name(text, token) else parts
            mended += [token.norm] if parts[0] != token.norm else []
            parts = [_UNKNOWN + parts[0]] if _has_strange_end(parts[0], lex, names) else parts
        result.extend(Token(part, token.start, token.end) for part in parts)
    return result, tuple(mended)


def _is_name(text: str, token: Token) -> bool:
    """Written with a capital before another one, not at the beginning."""
    return token.start > 0 and text[token.start].isupper() and text[token.end :].lstrip()[:1].isupper()


def _parts(word: str, lex: Lexicon, names: Gazetteer) -> list[str] | None:
    """The word's known parts, itself if it is known; None if it is not."""
    split = compound(word, lex)
    if split and word not in lex.words and not names.find(word):
        return split
    if _near_name(word, lex, names) or _near_word(word, lex, names) or _has_strange_end(word, lex, names):
        return None
    if not word.isalpha() or lex.knows(word) or names.find(word) or word in names.name_words or len(word) < _LOST:
        return [word]
    return None


def _ends(tail: str, lex: Lexicon) -> bool:
    """A known beginning with no more than an inflection after it."""
    return any(len(stem) >= _SHORTEST and tail.startswith(stem) and len(tail) - len(stem) < 3 for stem in lex.stems)


def _near_name(word: str, lex: Lexicon, names: Gazetteer) -> bool:
    """A long word known only by its beginning that is one letter off a name."""
    if len(word) < _LONG or word in lex.words or not word.isalpha() or names.find(word):
        return False
    return bool(_close(word, _index(lex, names).names, 1))


def _near_word(word: str, lex: Lexicon, names: Gazetteer) -> bool:
    """A word known only by its beginning, with no ordinary ending, that is one letter off a word: `visitoors`."""
    if len(word) < _SHORTEST + 2 or word in lex.words or not word.isalpha() or names.find(word) or lex.idle(word):
        return False
    stem = max((s for s in lex.stems if word.startswith(s)), key=len, default="")
    if not stem or word.removeprefix(stem) in lex.vocabulary.word_endings:
        return False
    return bool(_close(word, _index(lex, names).words, 1))


def _has_strange_end(word: str, lex: Lexicon, names: Gazetteer) -> bool:
    """A word that only begins like one we know and ends in another: what it ends in must not be dropped."""
    if word in lex.words or not word.isalpha() or lex.idle(word) or names.find(word) or word.startswith(lex.open_stems):
        return False
    stem = max((s for s in lex.stems if word.startswith(s)), key=len, default="")
    tail = word.removeprefix(stem)
    return bool(stem) and len(tail) > _ENDING and tail not in lex.vocabulary.word_endings


def compound(word: str, lex: Lexicon) -> list[str] | None:
    """A compound of a word the language lists as a first part and a word it knows."""
    stem = max((len(s) for s in lex.stems if word.startswith(s)), default=0)
    for head in _heads(lex):
        if stem > len(head):
            continue
        rest = word[len(head) :]
        if word.startswith(head) and len(rest) >= 3:
            for tail in (rest, rest.removeprefix("s")):
                if (
                    tail in lex.words
                    or _ends(tail, lex)
                    or (word not in lex.words and lex.knows(tail) and not lex.knows(word))
                ):
                    return [head, tail]
                inner = compound(tail, lex) if len(tail) > 2 * _SHORTEST else None
                if inner:
                    return [head, *inner]
    return None


def _nearest(word: str, lex: Lexicon, names: Gazetteer) -> str:
    allowed = 0 if len(word) < _LOST or not word.isalpha() else 1 if len(word) < _LONG else 2
    if not allowed:
        return word
    found: dict[int, set[str]] = {}
    for known, distance in _close(word, _index(lex, names).all, allowed):
        near = distance < 2 or known[:2] == word[:2]  # two letters wrong, the second among them: another word
        if near and (len(word) >= _SHORTEST or len(known) > len(word)):
            found.setdefault(distance, set()).add(known)
    best = found.get(1) or found.get(2) or set()
    best = {b for b in best if b[:_SHORTEST] == word[:_SHORTEST]} or best
    stem = min(best, key=len, default="")[:-2]
    if not best or not all(b.startswith(stem) for b in best):
        return word  # Ostermontag or Ostersonntag: not ours to choose
    if len({lex.measured[b] for b in best if b in lex.measured}) > 1:
        return word  # Besuchen or Besuchern
    if len({b in lex.harmless for b in best}) > 1:
        return word  # wenigen or wenigsten: one of them changes the figure
    if len({(names.find(b), b.endswith("er")) for b in best if names.find(b)}) > 1:
        return word  # Leipzig or Leipziger
    return min(best, key=lambda b: (len(b) != len(word), b))  # swapped letters before lost ones


Shelf = dict[tuple[str, int], list[str]]
"""Words by first letter and length"""


@dataclass(frozen=True)
class _Index:
    """What a mistyped word can mean: words of the language, names of the warehouse, and both with parts of names."""

    words: Shelf
    names: Shelf
    all: Shelf


@lru_cache(maxsize=8)
def _index(lex: Lexicon, names: Gazetteer) -> _Index:
    known = lex.words | {s for s in lex.stems if len(s) > _SHORTEST}
    return _Index(_shelf(known), _shelf(names.names), _shelf(known | names.names | names.name_words))


def _shelf(known: Iterable[str]) -> Shelf:
    found: Shelf = defaultdict(list)
    for word in sorted(known):
        if len(word) >= _SHORTEST and word.isalpha():
            found[word[0], len(word)].append(word)
    return dict(found)


def _close(word: str, shelf: Shelf, most: int) -> list[tuple[str, int]]:
    """Words with the same first letter and at most so many letters wrong, missing, too many or swapped."""
    from rapidfuzz.distance import DamerauLevenshtein  # noqa: PLC0415 (most questions are spelt right)
    from rapidfuzz.process import extract  # noqa: PLC0415

    near = [w for size in range(len(word) - most, len(word) + most + 1) for w in shelf.get((word[0], size), ())]
    found = extract(word, near, scorer=DamerauLevenshtein.distance, processor=None, score_cutoff=most, limit=None)
    return [(known, int(distance)) for known, distance, _ in found if distance]


@lru_cache(maxsize=4)
def _heads(lex: Lexicon) -> tuple[str, ...]:
    return tuple(sorted({fold(part) for part in lex.vocabulary.parts}, key=len, reverse=True))
