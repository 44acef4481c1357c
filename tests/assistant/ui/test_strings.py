import string
from collections.abc import Iterator
from typing import Any

from assistant.ui.wording import wording


def keys(texts: Any, path: str = "") -> Iterator[tuple[str, frozenset[str]]]:
    """Every text by its path, with the fields it is filled with."""
    match texts:
        case dict():
            for name, text in texts.items():
                yield from keys(text, f"{path}.{name}")
        case list():
            for index, text in enumerate(texts):
                yield from keys(text, f"{path}.{index}")
        case str():
            yield path, frozenset(field for _, field, _, _ in string.Formatter().parse(texts) if field)


def test_both_languages_say_the_same_with_the_same_fields() -> None:
    sections = ("page", "answer", "computed", "problem", "serve", "face", "briefing")
    german, english = ({name: wording(code).phrases[name] for name in sections} for code in ("de", "en"))
    assert dict(keys(german)) == dict(keys(english))
    assert len(dict(keys(german))) > 40
