import pkgutil
import re

import pytest

import guardrails.rules
from guardrails.review import review
from guardrails.rule import Rule, words
from guardrails.rulebook import FAMILIES, rule_pages, rule_text
from guardrails.rules import RULES
from guardrails.verdict import Cleared, Refused
from tests.guardrails.statements import allowed, refused
from warehouse.catalog import Language
from warehouse.engine import Engine, Rows

LANGUAGES: tuple[Language, ...] = ("de", "en")


def ids(verdict: Cleared | Refused) -> set[str]:
    return {finding.rule for finding in verdict.findings} if isinstance(verdict, Refused) else set()


def all_ids(verdict: Cleared | Refused) -> set[str]:
    return ids(verdict) if isinstance(verdict, Refused) else {finding.rule for finding in verdict.cautions}


@pytest.mark.parametrize(("rule", "sql"), [(rule, sql) for rule in RULES for sql in rule.refused], ids=str)
def test_a_rule_refuses_its_examples(rule: Rule, sql: str, engine: Engine) -> None:
    verdict = review(sql, "analyst", engine)
    assert rule.id in all_ids(verdict)
    assert isinstance(verdict, Cleared) == rule.is_caution


@pytest.mark.parametrize(("rule", "sql"), [(rule, sql) for rule in RULES for sql in rule.allowed], ids=str)
def test_no_rule_refuses_an_allowed_example(rule: Rule, sql: str, engine: Engine) -> None:
    verdict = review(sql, "analyst", engine)
    assert isinstance(verdict, Cleared)
    assert rule.id not in all_ids(verdict)


@pytest.mark.parametrize(("rule", "sql"), refused())
def test_attacks_and_mistakes_are_refused_by_the_rule_expected(rule: str, sql: str, engine: Engine) -> None:
    assert rule in ids(review(sql, "analyst", engine))


@pytest.mark.parametrize("sql", allowed())
def test_what_analysts_write_is_answered(sql: str, engine: Engine) -> None:
    verdict = review(sql, "analyst", engine)
    assert isinstance(verdict, Cleared), verdict
    assert isinstance(engine.run(verdict.sql_run), Rows)


@pytest.mark.parametrize(("rule", "sql"), refused())
def test_messages_are_filled_in_both_languages(rule: str, sql: str, engine: Engine) -> None:
    verdict = review(sql, "analyst", engine)
    assert isinstance(verdict, Refused)
    for finding in verdict.findings:
        assert finding.message.de != finding.message.en
        assert not re.search(r"\{[a-z]+\}", finding.message.de + finding.message.en)


def test_every_module_of_the_folder_is_registered_once_under_its_own_id() -> None:
    modules = {module.name for module in pkgutil.iter_modules(guardrails.rules.__path__)}
    assert len(modules) == len(RULES) == len({rule.id for rule in RULES})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_its_words(language: Language) -> None:
    assert set(words(language)) == {rule.id for rule in RULES}
    assert all(rule.id[0] in FAMILIES for rule in RULES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rulebook_shows_every_rule(language: Language) -> None:
    pages = rule_pages()
    assert {rule.id for rule in RULES} < {page.id for page in pages}
    for page in pages:
        assert page.why[language] in rule_text(language, page.id.lower())
        assert f"{page.id}  {page.title[language]}" in rule_text(language)
    assert rule_text(language, "X99") == ""


def test_a_finding_names_the_place_and_the_nearest_table(engine: Engine) -> None:
    verdict = review("SELECT place\nFROM plazes", "analyst", engine)
    assert isinstance(verdict, Refused)
    assert verdict.findings[0].message.en == (
        'There is no table "plazes" (line 2, character 6) here. Perhaps you mean "places".'
    )


def test_all_findings_of_a_stage_are_named(engine: Engine) -> None:
    sql = "SELECT group_size, imsi, repeat(place, 9) FROM footfall_dayly USING SAMPLE 3"
    assert ids(review(sql, "analyst", engine)) >= {"K01", "I01", "S07", "O01", "K03"}


def test_a_rule_that_raises_refuses(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise ZeroDivisionError

    rule = Rule("R01", "text", broken, (), ())  # type: ignore[arg-type]
    monkeypatch.setattr("guardrails.review.RULES", (rule,))
    assert ids(review("SELECT 1", "analyst", engine)) == {"S90"}


@pytest.mark.parametrize("role", ["auditor", "root", ""])
def test_roles_without_data_are_refused(role: str, engine: Engine) -> None:
    assert ids(review("SELECT place FROM places", role, engine)) == {"O04"}
