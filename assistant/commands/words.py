"""The command line's own texts, in the language of --lang, else of the environment."""

import os
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from warehouse.catalog import Language, read_yaml


class Words:
    """Texts of words_<language>.yaml by `section.name`."""

    def __init__(self) -> None:
        self.language: Language = "en"
        self._texts: dict[str, Any] = {}

    def speak(self, language: Language) -> None:
        """Use this language from now on."""
        content: Any = read_yaml(Path(__file__).parent / f"words_{language}.yaml")
        self.language, self._texts = language, dict(content)

    def __call__(self, key: str, **values: object) -> str:
        """The text with its {fields} filled in."""
        if not self._texts:
            self.speak(self.language)
        section, name = key.split(".")
        return str(self._texts[section][name]).format(**values)


say = Words()


def in_language(arguments: Sequence[str]) -> None:
    """Choose the language: --lang in the arguments, else LC_ALL, LC_MESSAGES, LANG, else English."""
    named = [a.removeprefix("--lang=") for a in arguments if a.startswith("--lang=")]
    named += [after for option, after in pairwise(arguments) if option == "--lang"]
    chosen = named[-1] if named else _environment()
    say.speak("de" if chosen.lower().startswith("de") else "en")


def _environment() -> str:
    return next((v for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := os.environ.get(name))), "en")
