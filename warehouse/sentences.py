"""Sentences for people, in both languages, kept in a YAML file beside the code that says them."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from warehouse.catalog import Label, Language, read_yaml


def sentences(file: Path) -> Callable[..., Label]:
    """A function from the name of a sentence, and what fills its places, to the sentence.

    The file is read when the first one is asked for. A Label among the values speaks the sentence's language.
    """

    @cache
    def known() -> dict[str, Label]:
        content = read_yaml(file)
        if not isinstance(content, dict):
            raise TypeError(f"{file.name} must be a mapping")
        return {name: Label.model_validate(texts) for name, texts in content.items()}

    def say(sentence: str, /, **values: object) -> Label:
        return Label(de=_filled(known()[sentence], "de", values), en=_filled(known()[sentence], "en", values))

    return say


def _filled(sentence: Label, language: Language, values: dict[str, object]) -> str:
    spoken = {key: value[language] if isinstance(value, Label) else value for key, value in values.items()}
    return sentence[language].format(**spoken)
