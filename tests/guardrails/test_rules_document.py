from guardrails.rulebook import rule_pages
from guardrails.rules_document import PATH, rules_document


def test_the_document_is_current() -> None:
    assert PATH.read_text("utf-8") == rules_document(), "please run python -m guardrails.rules_document"


def test_every_rule_stands_in_it_in_both_languages() -> None:
    document = rules_document()
    for page in rule_pages():
        assert f"### {page.id} {page.title.en}" in document
        assert f"### {page.id} {page.title.de}" in document
