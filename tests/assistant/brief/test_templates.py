"""What clients ask for again and again is answered in full, in both languages."""

from datetime import date

import pytest

from assistant.answer import Language
from assistant.brief.brief import make_brief
from assistant.brief.templates import Template, templates
from assistant.service import Assistant
from assistant.wording import wording

OFFERED = [(language, template) for language in ("de", "en") for template in templates(language)]


@pytest.mark.parametrize(("language", "template"), OFFERED, ids=lambda x: getattr(x, "id", x))
def test_every_question_of_a_template_is_answered_in_its_language(
    language: Language, template: Template, assistant: Assistant
) -> None:
    filled = template.filled(("Zeil", "Marienplatz"), date(2026, 5, 16), wording(language))
    brief = make_brief(assistant, filled.questions, language, filled.title)
    missing = {item.question: item.answer.message for item in brief.items if item.answer.status != "answered"}
    assert missing == {}
    assert {item.answer.language for item in brief.items} == {language}
    assert "{" not in filled.title and len(brief.items) >= 5


def test_both_languages_offer_the_same_templates() -> None:
    german, english = ([(t.id, len(t.asks)) for t in templates(code)] for code in ("de", "en"))
    assert german == english
