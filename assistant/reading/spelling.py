"""Unknown words get a second look: compounds are taken apart, inflections undone, typing errors mended."""

from functools import lru_cache

from assistant.reading.gazetteer import Gazetteer
from assistant.reading.lexicon import Lexicon
from assistant.reading.text import Token, fold

_SHORTEST, _LONG = 5, 8


def mend(tokens: list[Token], lex: Lexicon, names: Gazetteer) -> tuple[list[Token], tuple[str, ...]]:
    """The tokens with compounds split and typing errors mended; and the words that were mended."""
    result: list[Token] = []
    mended: list[str] = []
    for token in tokens:
        parts = _parts(token.norm, lex, names)
        if parts is None:
            parts = [_nearest(token.norm, lex, names)]
            mended += [token.norm] if parts[0] != token.norm else []
        result.extend(Token(part, token.start, token.end) for part in parts)
    return result, tuple(mended)


def _parts(word: str, lex: Lexicon, names: Gazetteer) -> list[str] | None:
    """The word's known parts, itself if it is known; None if it is not."""
    split = compound(word, lex)
    if split and word not in lex.words and not names.find(word):
        return split
    if _near_name(word, lex, names) or _near_word(word, lex, names):
        return None
    if not word.isalpha() or lex.knows(word) or names.find(word) or word in names.name_words or len(word) < _SHORTEST:
        return [word]
    return None


def _ends(tail: str, lex: Lexicon) -> bool:
    """A known beginning with no more than an inflection after it."""
    return any(len(stem) >= _SHORTEST and tail.startswith(stem) and len(tail) - len(stem) < 3 for stem in lex.stems)


def _near_name(word: str, lex: Lexicon, names: Gazetteer) -> bool:
    """A long word known only by its beginning that is one letter off a name."""
    if len(word) < _LONG or word in lex.words or not word.isalpha() or names.find(word):
        return False
    near = (n for n in names.names if n[0] == word[0] and abs(len(n) - len(word)) < 2)
    return any(_distance(word, n, 1) == 1 for n in near)


def _near_word(word: str, lex: Lexicon, names: Gazetteer) -> bool:
    """A word known only by its beginning, with no ordinary ending, that is one letter off a word: `visitoors`."""
    if len(word) < _SHORTEST + 2 or word in lex.words or not word.isalpha() or names.find(word) or lex.idle(word):
        return False
    stem = max((s for s in lex.stems if word.startswith(s)), key=len, default="")
    if not stem or word.removeprefix(stem) in lex.vocabulary.word_endings:
        return False
    known = lex.words | {s for s in lex.stems if len(s) > _SHORTEST}
    near = (w for w in known if w[0] == word[0] and abs(len(w) - len(word)) < 2)
    return any(_distance(word, w, 1) == 1 for w in near)


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
    allowed = 0 if len(word) < _SHORTEST or not word.isalpha() else 1 if len(word) < _LONG else 2
    if not allowed:
        return word
    found: dict[int, set[str]] = {}
    for known in _candidates(lex, names):
        if known[0] == word[0] and abs(len(known) - len(word)) <= allowed:
            distance = _distance(word, known, allowed)
            found.setdefault(distance, set()).add(known)
    for distance in range(1, allowed + 1):
        if distance in found:
            best = {b for b in found[distance] if b[:_SHORTEST] == word[:_SHORTEST]} or found[distance]
            best = {b for b in best if len(b) == len(word)} or best  # swapped letters before lost ones
            return min(best) if len(best) == 1 or len({b[:_SHORTEST] for b in best}) == 1 else word
    return word


@lru_cache(maxsize=8)
def _candidates(lex: Lexicon, names: Gazetteer) -> tuple[str, ...]:
    return tuple(
        w
        for w in lex.words | {s for s in lex.stems if len(s) > _SHORTEST} | names.names | names.name_words
        if len(w) >= _SHORTEST and w.isalpha()
    )


@lru_cache(maxsize=4)
def _heads(lex: Lexicon) -> tuple[str, ...]:
    return tuple(sorted({fold(part) for part in lex.vocabulary.parts}, key=len, reverse=True))


def _distance(word: str, known: str, most: int) -> int:
    """How many letters are wrong, missing, too many or swapped; more than `most` is `most` + 1."""
    from rapidfuzz.distance import DamerauLevenshtein  # noqa: PLC0415 (most questions are spelt right)

    return int(DamerauLevenshtein.distance(word, known, score_cutoff=most))
