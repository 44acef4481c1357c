"""The words of the desk, one YAML file a language, on top of those of every page."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

from assistant.answer import Language
from assistant.ui.wording import Wording, wording
from guardrails.rulebook import rule_pages
from warehouse.catalog import read_yaml


@dataclass(frozen=True)
class DeskWords(Wording):
    """One language of the desk."""

    def stamp(self, time: str) -> str:
        """The time of a record (UTC, ISO 8601): `24.11.2026, 00:12:33`."""
        return datetime.fromisoformat(time).strftime("%d.%m.%Y, %H:%M:%S" if self._german else "%d %b %Y, %H:%M:%S")

    def of(self, section: str, name: str) -> str:
        """The word for a kind, outcome, role or the like; the name itself where the log holds one nobody knows."""
        return self(f"{section}.{name}") if self.has(f"{section}.{name}") else name

    def rule_title(self, rule: str) -> str:
        """What a rule is called; "" for one that is no more."""
        return rule_titles().get(rule, {}).get(self.language, "")

    def date_of(self, text: str) -> date | None:
        """The day somebody typed, None for nothing. Raises ValueError for what is no day."""
        text = text.strip()
        if not text:
            return None
        return datetime.strptime(text, "%d.%m.%Y").date() if "." in text else date.fromisoformat(text)


@cache
def rule_titles() -> dict[str, dict[Language, str]]:
    """The title of every rule, by id and language."""
    return {page.id: {"de": page.title.de, "en": page.title.en} for page in rule_pages()}


@cache
def desk_words(language: Language) -> DeskWords:
    """The words of a language, read once."""
    read = read_yaml(Path(__file__).parent / f"{language}.yaml")
    return DeskWords(language, wording(language).phrases | cast("dict[str, dict[str, Any]]", read))
