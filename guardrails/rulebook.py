"""The rules as people read them: about statements and about questions, in both languages."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from guardrails.rule import words
from guardrails.rules import RULES
from guardrails.screening import question_rules
from warehouse.catalog import Label, Language

Family = Literal["S", "O", "I", "K", "M", "R", "Q"]
FAMILIES: dict[Family, Label] = {
    "K": Label(de="Gruppengröße", en="Group size"),
    "I": Label(de="Einzelne Personen", en="Individuals"),
    "S": Label(de="Anweisung", en="Statement"),
    "O": Label(de="Tabellen, Spalten, Rollen", en="Tables, columns, roles"),
    "M": Label(de="Bedeutung", en="Meaning"),
    "R": Label(de="Aufwand", en="Resources"),
    "Q": Label(de="Fragen", en="Questions"),
}


@dataclass(frozen=True)
class RulePage:
    """A rule as people read it, with examples of what it refuses and what it lets pass."""

    id: str
    title: Label
    why: Label
    refused: tuple[str, ...]
    allowed: tuple[str, ...]


def rule_pages() -> tuple[RulePage, ...]:
    """All rules, family by family."""
    pages = (*_statement_pages(), *_question_pages())
    return tuple(page for family in FAMILIES for page in sorted(pages, key=_id) if page.id.startswith(family))


def rule_text(language: Language, rule_id: str = "") -> str:
    """One rule with its reason and examples, or the titles of all; '' if there is no such rule."""
    if not rule_id:
        return "\n".join(f"{page.id}  {page.title[language]}" for page in rule_pages())
    return next((_page(page, language) for page in rule_pages() if page.id == rule_id.strip().upper()), "")


def _statement_pages() -> Iterator[RulePage]:
    for rule in RULES:
        de, en = words("de")[rule.id], words("en")[rule.id]
        title, why = Label(de=de.title, en=en.title), Label(de=de.why, en=en.why)
        yield RulePage(rule.id, title, why, rule.refused, rule.allowed)


def _question_pages() -> Iterator[RulePage]:
    return (RulePage(r.id, r.title, r.why, r.refused, r.allowed) for r in question_rules())


def _id(page: RulePage) -> str:
    return page.id


def _page(page: RulePage, language: Language) -> str:
    heading = f"{page.id} · {FAMILIES[_family(page)][language]} · {page.title[language]}"
    refused, allowed = ("Abgelehnt", "Erlaubt") if language == "de" else ("Refused", "Allowed")
    return "\n".join(
        (heading, page.why[language], *_examples(refused, page.refused), *_examples(allowed, page.allowed))
    )


def _family(page: RulePage) -> Family:
    return next(family for family in FAMILIES if page.id.startswith(family))


def _examples(heading: str, examples: tuple[str, ...]) -> tuple[str, ...]:
    """The examples under their heading, with invisible characters shown and long ones cut."""
    shown = (
        example.encode("unicode_escape").decode() if not example.isprintable() else example for example in examples
    )
    return (
        (f"{heading}:", *(f"  {text if len(text) <= 160 else text[:159] + '…'}" for text in shown)) if examples else ()
    )
