"""A draft belongs to one person's tab, and its figures come from one build."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.brief.brief import begun, in_language
from assistant.people.person import Person
from assistant.service import Assistant
from assistant.ui.brief.draft import MOST_DRAFTS, Draft, Drafts, drafted
from assistant.ui.brief.order import OWN, Order
from warehouse.build_info import BuildInfo

QUESTIONS = ("Wie viele Besuche hatte die Lindenallee im Juni 2026?", "und im Mai?")
ORDER = Order("ACME", "Standortwahl", "", "de", OWN, "Besuche Lindenallee Juni?", (), "2026-06-01", "2026-06-06")
ERIKA, KARL = Person("erika", "sales"), Person("karl", "sales")


@pytest.fixture(scope="module")
def assistant(small_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    audit = tmp_path_factory.mktemp("draft") / "audit.sqlite"
    opened = Assistant.open(small_warehouse, role="sales", client="ACME", purpose="Standortwahl", audit=audit)
    yield in_language(opened, "de")
    opened.close()


@pytest.fixture
def draft(assistant: Assistant) -> Draft:
    draft = Draft(assistant, begun(assistant, "de", "Titel"))
    assert list(drafted(draft, QUESTIONS)) == [1, 2]
    return draft


def test_questions_are_edited_and_keep_their_comments(draft: Draft) -> None:
    first, second = draft.brief.items
    draft.comment(first.key, " stark ")
    draft.move(1)
    assert [item.key for item in draft.brief.items] == [second.key, first.key] and draft.item == draft.brief.items[1]
    assert draft.ask_again(first.key, "Besuche Isarpark im Juni 2026")
    assert draft.item and draft.item.comment == "stark" and "Isarpark" in draft.item.answer.message
    draft.remove()
    assert draft.item == second
    draft.remove()
    assert draft.brief.items == ()
    assert draft.chosen == ""


def test_figures_of_two_builds_are_not_mixed(draft: Draft) -> None:
    draft.brief = replace(draft.brief, build=BuildInfo("the one before"))
    before = draft.brief.items
    assert not draft.add(QUESTIONS[0])
    assert not draft.ask_again(before[0].key, QUESTIONS[0])
    assert draft.brief.items == before
    fresh = Draft(draft.assistant, replace(draft.brief, items=()))
    assert list(drafted(fresh, QUESTIONS)) == [1] and fresh.brief.items == ()


def test_nobody_reaches_the_draft_of_somebody_else_or_of_another_tab(draft: Draft) -> None:
    drafts = Drafts()
    drafts.keep(ERIKA, "tab", draft)
    assert drafts.of(ERIKA, "tab") is draft
    assert drafts.of(KARL, "tab") is None and drafts.of(ERIKA, "other") is None
    assert drafts.taken_up(KARL, "tab", "anew") is None and drafts.taken_up(ERIKA, "tab", "anew") is draft
    for n in range(MOST_DRAFTS):
        drafts.keep(KARL, str(n), draft)
    assert drafts.of(ERIKA, "tab") is None


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({}, ""), ({"client": ""}, "no_client"), ({"purpose": ""}, "no_purpose"), ({"mail": " \n"}, "no_mail"),
        ({"mail": "x" * 20_001}, "too_long"), ({"source": "profile"}, "no_place"),
        ({"source": "profile", "places": ("Lindenallee",)}, ""),
    ],
)  # fmt: skip
def test_what_is_missing_is_named(change: dict[str, object], missing: str) -> None:
    assert replace(ORDER, **change).missing == missing  # type: ignore[arg-type]


def test_a_template_is_filled_with_known_places_only(assistant: Assistant) -> None:
    wanted = replace(ORDER, source="event", places=("Isarpark", "{place} OR 1=1"))
    title, split = wanted.asks(assistant)
    assert "Isarpark" in title and "6. Juni 2026" in title
    assert all("1=1" not in question and "Isarpark" in question for question in split.questions)
