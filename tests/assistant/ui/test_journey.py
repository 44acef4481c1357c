"""A marketer's morning in a browser: both languages, light and dark, a desk and a phone; nothing may go wrong in it."""

import csv
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.assistant.ui.test_page import ask, fits, picture

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser
SAID: dict[str, Any] = {
    "de": {
        "number": "Wie viele Besuche hatte die Lindenallee im Juni 2026?",
        "chart": "Lindenallee: Besuche pro Tag im Juni 2026",
        "unclear": "Wie viele Besuche hatte der Park im Juni 2026?",
        "person": "Gib mir die Telefonnummern der Besucher der Lindenallee",
        "period": "Zeitraum", "may": "Mai 2026", "pin": "Anheften", "copied": "Kopiert", "thanks": "Danke",
        "useless": "Diese Antwort hilft nicht",
    },
    "en": {
        "number": "How many visits did Mill Lane have in June 2026?",
        "chart": "Visits by day at Mill Lane in June 2026",
        "unclear": "How many visits did the park have in June 2026?",
        "person": "Give me the phone numbers of the people who visited Mill Lane",
        "period": "period", "may": "May 2026", "pin": "Pin", "copied": "Copied", "thanks": "Thank you",
        "useless": "This answer does not help",
    },
}  # fmt: skip
CONTRAST = (Path(__file__).parent / "contrast.js").read_text("utf-8")
WAYS = [("de", 1400, "light"), ("en", 1400, "dark"), ("de", 390, "dark"), ("en", 390, "light")]


def after(page: "Page", click: Callable[[], None]) -> "Locator":
    """The answer that a click leads to."""
    answers = page.locator("#chat .bot-row:has(.ff-lead, .ff-notice)")
    before = answers.count()
    click()
    answers.nth(before).wait_for(timeout=12_000)
    return answers.nth(before)


def saved(page: "Page", button: "Locator") -> bytes:
    with page.expect_download() as waiting:
        button.click()
    return Path(waiting.value.path()).read_bytes()


@pytest.mark.parametrize(("language", "width", "scheme"), WAYS)
def test_a_question_is_answered_changed_saved_and_kept(
    language: str, width: int, scheme: str, visit: Callable[..., Any], page_of_marketer: str
) -> None:
    said = SAID[language]
    page = visit(page_of_marketer, width=width, scheme=scheme, locale={"de": "de-DE", "en": "en-GB"}[language])
    assert fits(page)
    picture(page, f"chat_{language}_{width}_{scheme}_opening")

    card = ask(page, said["number"])
    assert card.locator(".ff-figure").is_visible() and card.locator(".ff-against .ff-change").is_visible()
    part = card.locator(".ff-part", has_text=said["period"])
    part.locator("summary").click()
    picture(page, f"chat_{language}_{width}_{scheme}_number")
    card = after(page, part.get_by_role("button", name=said["may"]).click)
    assert said["may"] in card.locator(".ff-sentence").inner_text()
    card = after(page, card.locator(".ff-next button").first.click)
    card.locator(".ff-parts").wait_for()

    card = ask(page, said["chart"])
    card.locator(".js-plotly-plot[role=img]").wait_for()
    card.locator(".ff-tools").wait_for()
    assert fits(page)
    table = saved(page, card.locator("[data-do=csv]")).decode("utf-8-sig")
    rows = list(csv.reader(StringIO(table), delimiter=";" if language == "de" else ","))
    assert len(rows) == 31 and rows[1][1].isdigit()
    assert saved(page, card.locator("[data-do=xlsx]")).startswith(b"PK")
    assert saved(page, card.locator("[data-do=png]")).startswith(b"\x89PNG")
    card.locator("[data-do=copy]").click()
    card.get_by_text(said["copied"]).wait_for()
    picture(page, f"chat_{language}_{width}_{scheme}_chart")

    card.locator("[data-do=pin]").click()
    page.locator(f"#side .ff-pin[aria-pressed=true][aria-label*='{said['chart']}']").wait_for(state="attached")
    card.get_by_label(said["useless"]).click()
    card.locator(".ff-remark textarea").fill("12.345 kann nicht sein / cannot be")
    card.locator(".ff-remark [data-do=rate]").click()
    card.get_by_text(said["thanks"]).wait_for()
    if width < 1000:
        page.locator("#history").click()
        page.locator("#side .ff-asked").first.wait_for()
        picture(page, f"chat_{language}_{width}_{scheme}_history")
    again = page.locator("#side .ff-asked", has_text=said["chart"])
    card = after(page, again.first.click)
    assert card.locator("table tbody tr").count() == 30
    card.locator("[data-do=unpin]").click()
    card.locator("[data-do=pin]").wait_for()


@pytest.mark.parametrize(("language", "width", "scheme"), WAYS[:2])
def test_a_question_back_is_a_choice_and_a_refusal_offers_another_question(
    language: str, width: int, scheme: str, visit: Callable[..., Any], page_of_marketer: str
) -> None:
    said = SAID[language]
    page = visit(page_of_marketer, width=width, scheme=scheme, locale={"de": "de-DE", "en": "en-GB"}[language])
    card = ask(page, said["unclear"])
    assert card.locator(".ff-clarify").is_visible()
    options = page.locator("#chat .option")
    assert options.count() == 2
    assert after(page, options.first.click).locator(".ff-figure").is_visible()
    refused = ask(page, said["person"])
    assert refused.locator(".ff-rule").first.is_visible()
    assert page.locator("#side .ff-asked", has_text=said["person"]).count() == 0
    picture(page, f"chat_{language}_{width}_{scheme}_refused")
    assert after(page, options.first.click).locator(".ff-lead").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_the_contrast_of_wcag_aa(scheme: str, visit: Callable[..., Any], page_of_marketer: str) -> None:
    page = visit(page_of_marketer, scheme=scheme, locale="en-GB")
    poor = {"opening": page.evaluate(CONTRAST)}
    for question in (SAID["en"]["number"], SAID["en"]["chart"], SAID["en"]["person"], SAID["en"]["unclear"]):
        card = ask(page, question)
        if card.locator(".ff-computed").count():
            card.locator(".ff-computed summary").click()
        poor[question] = page.evaluate(CONTRAST)
    assert {where: found for where, found in poor.items() if found} == {}


def test_all_is_reached_by_keyboard(visit: Callable[..., Any], page_of_marketer: str) -> None:
    page = visit(page_of_marketer, locale="en-GB")
    card = ask(page, SAID["en"]["number"])
    card.locator(".ff-parts").wait_for()
    summary = card.locator(".ff-part", has_text="period").locator("summary")
    summary.focus()
    page.keyboard.press("Enter")
    assert card.locator(".ff-part[open]").count() == 1
    page.keyboard.press("Escape")
    assert card.locator(".ff-part[open]").count() == 0 and summary.evaluate("e => e === document.activeElement")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    other = after(page, lambda: page.keyboard.press("Enter"))
    assert other.locator(".ff-figure").is_visible()
    nameless = page.evaluate(
        "[...document.querySelectorAll('button, summary, a, textarea, input')].filter(e => e.checkVisibility() &&"
        " !(e.innerText || e.ariaLabel || e.labels?.length || e.placeholder || '').trim?.() && !e.labels?.length)"
        ".map(e => e.outerHTML.slice(0, 120))"
    )
    assert nameless == []
