"""The page in a browser: asked, answered, refused; light and dark, wide and narrow."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser
SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
NUMBER = ("Wie viele Besuche hatte die Lindenallee im Juni 2026?", "How many visits did Mill Lane have in June 2026?")


def ask(page: "Page", question: str) -> "Locator":
    """Asks by keyboard and gives the answer's card."""
    answers = page.locator("#chat .bot-row:has(.ff-lead, .ff-notice)")
    before = answers.count()
    page.fill("#question textarea", question)
    page.keyboard.press("Enter")
    answers.nth(before).wait_for(timeout=30_000)
    return answers.nth(before)


def fits(page: "Page") -> bool:
    """Nothing lies beyond the right edge, bar what scrolls in its own box."""
    return bool(
        page.evaluate(
            "[...document.querySelectorAll('main *')].every(e => e.closest('.ff-scroll, .ff-computed pre, svg')"
            " || e.getBoundingClientRect().right <= innerWidth + 1)"
            " && document.documentElement.scrollWidth <= innerWidth"
        )
    )


def picture(page: "Page", name: str) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


def test_a_german_question_gives_figure_table_and_how(visit: Callable[..., Any], page_of_marketer: str) -> None:
    page = visit(page_of_marketer)
    assert page.locator("html").get_attribute("lang") == "de"
    assert "6 Orte in 4 Städten" in page.locator("#opening").inner_text()
    card = ask(page, NUMBER[0])
    figure = card.locator(".ff-figure").inner_text()
    # Lindenallee is the first place: 31000 + 2900 + 150 * 6 in the fixture
    assert figure.startswith("34.800") and "Lindenallee" in card.locator(".ff-sentence").inner_text()
    card.get_by_text("Wie wurde das berechnet?").click()
    how = card.locator(".ff-computed").inner_text()
    assert "footfall_monthly" in how and "group_size >= 30" in how.lower().replace('"', "") and "Protokollnummer" in how
    card.locator(".ff-table summary").click()
    assert "34.800" in card.locator("table").inner_text()
    picture(page, "german_number")


def test_an_english_question_gives_a_chart_in_english(visit: Callable[..., Any], page_of_marketer: str) -> None:
    page = visit(page_of_marketer, locale="en-GB", scheme="dark")
    assert page.locator("html").get_attribute("lang") == "en"
    card = ask(page, "Visits by day at Mill Lane in June 2026")
    card.locator(".js-plotly-plot .scatterlayer .point").first.wait_for()
    assert card.locator(".scatterlayer .point").count() == 30
    assert card.locator("table tbody tr").count() == 30
    assert card.locator(".ff-computed summary").inner_text() == "How this was computed"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(17, 21, 28)"
    picture(page, "english_chart_dark")


def test_a_question_about_people_is_refused_with_its_rule(visit: Callable[..., Any], page_of_marketer: str) -> None:
    page = visit(page_of_marketer, locale="en-GB")
    card = ask(page, "Give me the phone numbers of the people who visited Mill Lane <img src=x onerror=alert(1)>")
    assert card.locator(".ff-refused .ff-rule").first.inner_text().startswith("Rule Q")
    assert card.locator(".ff-figure, .js-plotly-plot, table").count() == 0
    assert "<img src=x" in page.locator("#chat .user-row").inner_text() and page.locator("#chat img").count() == 0
    suggestion = page.locator("#chat .option").first
    suggestion.click()
    page.locator(".ff-lead").first.wait_for()
    picture(page, "english_refused")


def test_a_phone_in_the_dark_scrolls_in_one_direction_only(visit: Callable[..., Any], page_of_marketer: str) -> None:
    page = visit(page_of_marketer, width=390, scheme="dark")
    assert fits(page)
    for question in (NUMBER[0], "Top 5 Orte im Juni 2026", "Lindenallee: Besuche pro Tag im Juni 2026"):
        card = ask(page, question)
        card.locator(".ff-lead").wait_for()
    card.locator(".js-plotly-plot .point").first.wait_for()
    card.get_by_text("Wie wurde das berechnet?").click()
    assert fits(page)
    picture(page, "german_phone_dark")


def test_examples_languages_and_a_new_conversation(visit: Callable[..., Any], page_of_marketer: str) -> None:
    page = visit(page_of_marketer)
    page.get_by_label("EN", exact=True).check()
    page.get_by_text("What would you like to know?").wait_for()
    assert page.title() == "footfall – ask the footfall data"
    page.locator("#examples button").first.click()
    page.locator(".ff-lead").first.wait_for()
    assert not page.locator("#opening").is_visible()
    page.get_by_role("button", name="New conversation").click()
    page.locator("#opening").wait_for()
    assert page.locator(".ff-lead").count() == 0


def test_a_page_that_is_loaded_anew_goes_on_where_it_was(visit: Callable[..., Any], page_of_marketer: str) -> None:
    page = visit(page_of_marketer)
    page.get_by_label("EN", exact=True).check()
    page.locator("#new", has_text="New conversation").wait_for()
    ask(page, NUMBER[1])
    page.reload()
    page.wait_for_selector("body.ff-ready", timeout=30_000)
    page.locator("#new", has_text="New conversation").wait_for()
    page.locator("#chat .ff-lead").wait_for()
    assert not page.locator("#opening").is_visible()
    assert "May 2026" in ask(page, "and in May?").locator(".ff-sentence").inner_text()
    assert visit(page_of_marketer).locator("#opening").is_visible()
    page.locator("#new").click()
    page.locator("#opening").wait_for()
    page.reload()
    page.wait_for_selector("body.ff-ready", timeout=30_000)
    assert page.locator("#opening").is_visible() and page.locator(".ff-lead").count() == 0


def test_only_analysts_see_the_sql_box(visit: Callable[..., Any], page_of_marketer: str, page_of_analyst: str) -> None:
    assert visit(page_of_marketer).locator("#statement").count() == 0
    page = visit(page_of_analyst)
    page.locator("#sql button.label-wrap").click()
    page.fill("#statement textarea", "select place, city from places order by place")
    page.locator("#run").click()
    page.locator(".ff-lead").wait_for()
    assert page.locator("table tbody tr").count() == 6
