"""The rule catalogue as a document, in both languages: `python -m guardrails.rules_document` writes RULES.md."""

from collections.abc import Iterator
from pathlib import Path

from guardrails.rulebook import FAMILIES, Family, RulePage, rule_pages
from warehouse.catalog import Language

PATH = Path(__file__).with_name("RULES.md")

_INTRODUCTION: dict[Language, str] = {
    "en": "# Rules of the gate\n\nWhat is asked of the data, in a question or in SQL, is judged by these rules; a "
    "refusal names each one that objects. This page is made from the rules by `python -m guardrails.rules_document`.",
    "de": "# Regeln der Prüfung\n\nWas die Daten gefragt werden, als Frage oder in SQL, wird nach diesen Regeln "
    "beurteilt; eine Ablehnung nennt jede, die dagegen spricht.",
}
_HEADINGS: dict[Language, tuple[str, str]] = {"en": ("Refused", "Allowed"), "de": ("Abgelehnt", "Erlaubt")}
_LONGEST = 120


def rules_document() -> str:
    """The whole document, English first."""
    return "\n\n".join(part for language in ("en", "de") for part in _parts(language)) + "\n"


def _parts(language: Language) -> Iterator[str]:
    yield _INTRODUCTION[language]
    for family, name in FAMILIES.items():
        yield f"## {family}: {name[language]}"
        yield from (_rule(page, language) for page in _of(family))


def _of(family: Family) -> Iterator[RulePage]:
    return (page for page in rule_pages() if page.id.startswith(family))


def _rule(page: RulePage, language: Language) -> str:
    refused, allowed = _HEADINGS[language]
    lines = (*_examples(refused, page.refused), *_examples(allowed, page.allowed))
    return "\n".join(
        (f"### {page.id} {page.title[language]}", "", page.why[language], *(("", *lines) if lines else ()))
    )


def _examples(heading: str, examples: tuple[str, ...]) -> Iterator[str]:
    """One line each; invisible characters are shown, long examples cut."""
    for example in examples:
        shown = example if example.isprintable() else example.encode("unicode_escape").decode()
        shown = shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"
        yield f"- {heading}: ``{shown or ' '}``" if "`" in shown else f"- {heading}: `{shown or ' '}`"


if __name__ == "__main__":
    PATH.write_text(rules_document(), "utf-8")
    print(PATH)
