"""The shape of a question: words that people are spoken of with are replaced by the names of their classes.

"Did our night nurse leave?" has the shape "Did our night <role> leave?". A pattern over shapes says once what holds for
every relative, every profession, every visitor. The classes are data: screening_words/classes_*.yaml.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

from warehouse.catalog import read_yaml

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_MARK = re.compile(r"(?<!P)<([a-z]+(?:\|[a-z]+)*)>")
_NOT_WORDS = ("linking", "things", "whole", "ends", "few")
"""Lists that are no classes."""
_PLURAL = {"kin": "kins", "role": "roles", "one": "crowds"}
_ENDINGS = ("", "s", "es", "n", "en", "in", "innen")
_IN_COMPOUNDS = 5
"""Letters of the shortest German word that takes endings and is looked for at the end of a compound."""


def shape(text: str) -> str:
    """`text` with every word of a class replaced by its classes: <role>, or <kin.one> for a word of two."""
    return _WORD.sub(_marked, text)


def of_shapes(pattern: str) -> bool:
    """Whether a pattern names classes of words, so that it is held against shapes."""
    return bool(_MARK.search(pattern)) or "{who}" in pattern


def over_shapes(pattern: str) -> str:
    """A pattern in which <role> also stands for words that belong to another class besides.

    {adj} stands for up to two words before a person, {not_thing} for no word after it that makes it a thing, {few} for
    a small number, {who} for "who" that asks, not "people who".
    """
    for name, expression in _parts().items():
        pattern = pattern.replace(f"{{{name}}}", expression)
    return _MARK.sub(r"<(?:\\w+\\.)*(?:\1)(?:\\.\\w+)*>", pattern)


@cache
def _parts() -> dict[str, str]:
    linking = "|".join((*_listed("de")["linking"], *_listed("en")["linking"]))
    things = "|".join(_listed("en")["things"])
    few = "|".join((*_listed("de")["few"], *_listed("en")["few"]))
    return {
        "adj": rf"(?:(?!(?:{linking})\b)[\w<>.-]+ ){{0,2}}",
        "not_thing": rf"(?!(?:['’]s?)?[ -](?:{things})\b)",
        "who": r"(?<!> )\bwho",
        "few": rf"(?:{few}|[2-9]|1\d)",
    }


def _marked(match: re.Match[str]) -> str:
    word = match.group().casefold()
    classes = _classes().get(word) or _classes_at_the_end(word)
    return f"<{'.'.join(classes)}>" if classes else match.group()


def _classes_at_the_end(word: str) -> tuple[str, ...]:
    """The classes of the last part of a word with hyphens, else of the listed word a German compound ends with."""
    if "-" in word:
        return _classes().get(word.rsplit("-", 1)[1], ())
    starts = range(3, len(word) - 3)
    return next((_compounded()[word[at:]] for at in starts if word[at:] in _compounded()), ())


@cache
def _classes() -> dict[str, tuple[str, ...]]:
    """Classes by word, in both languages."""
    found: dict[str, tuple[str, ...]] = {}
    for listed, name in (*_english(), *_german(_listed("de"))):
        word = listed.casefold()
        found[word] = tuple(sorted({*found.get(word, ()), name}))
    return found


@cache
def _compounded() -> dict[str, tuple[str, ...]]:
    """Classes of the German words that may end a compound."""
    listed = _listed("de")
    people = {name: listed[name] for name in ("kin", "role", "one", "onef")}
    long = {word for word, _ in _german(people) if len(word) >= _IN_COMPOUNDS}
    ends = {word.casefold() for word in (long | {*listed["ends"]}) - {*listed["whole"]}}
    return {word: _classes()[word] for word in ends}


def _english() -> list[tuple[str, str]]:
    listed = _listed("en")
    plurals = [(_plural(word), _PLURAL[name]) for name in _PLURAL for word in listed[name]]
    return [(word, name) for name, words in listed.items() if name not in _NOT_WORDS for word in words] + plurals


def _plural(word: str) -> str:
    if word.endswith(("s", "ch", "sh", "x")):
        return f"{word}es"
    return f"{word[:-1]}ies" if word[-1] == "y" and word[-2] not in "aeo" else f"{word}s"


def _german(listed: dict[str, list[str]]) -> list[tuple[str, str]]:
    inflected = ("kin", "role", "one")
    return [
        (word + ending, name)
        for name, words in listed.items()
        if name not in _NOT_WORDS
        for word in words
        for ending in (_ENDINGS if name in inflected and len(word) >= _IN_COMPOUNDS else ("",))
    ]


@cache
def _listed(language: str) -> dict[str, list[str]]:
    content: Any = read_yaml(Path(__file__).parent / "screening_words" / f"classes_{language}.yaml")
    return dict[str, list[str]](content)
