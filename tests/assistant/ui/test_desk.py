"""The auditor's journey: why was it refused, was it justified, is the log intact; nobody else gets in."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.assistant.ui.conftest import served

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
FILL = """
import sys
from pathlib import Path
from assistant.service import Assistant
with_role = dict(role="sales", user="erika", client="ACME", interface="chat")
asking = Assistant.open(Path(sys.argv[1]), audit=Path(sys.argv[2]), **with_role)
asking.sql("SELECT place_id, group_size FROM footfall_daily WHERE group_size > 3")
asking.ask("Wo wohnt Petra Schneider?")
asking.ask("Wie viele Besuche hatte die Lindenallee im Juni 2026?")
asking.close()
"""


@pytest.fixture(scope="module")
def desk(small_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Three questions by somebody else are in the log: two refused, one answered (record 3 and its result)."""
    audit = tmp_path_factory.mktemp("desk") / "audit.sqlite"
    subprocess.run([sys.executable, "-c", FILL, str(small_warehouse), str(audit)], check=True, env=os.environ)
    with served(small_warehouse, audit, "marketer") as address:
        yield f"{address.rstrip('/')}/audit"


def picture(page: "Page", name: str) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"desk_{name}.png", full_page=True)


def tab(page: "Page", number: int) -> None:
    page.locator("#desk button[role=tab]").nth(number).click()


JOURNEYS = {
    "german": ("de-DE", "light", 1400, "Lückenlos und unverändert", "Die Gruppengröße", "zu Recht entschieden"),
    "english dark": ("en-GB", "dark", 1400, "Complete and unchanged", "group size", "rightly decided"),
}


@pytest.mark.parametrize("name", JOURNEYS)
def test_why_was_it_refused_was_it_justified_is_the_log_intact(name: str, visit: Callable[..., Any], desk: str) -> None:
    locale, scheme, width, whole, rule, justified = JOURNEYS[name]
    page = visit(desk, width=width, scheme=scheme, locale=locale)
    page.locator(".fd-good", has_text=whole).wait_for()
    picture(page, f"overview_{locale[:2]}")
    page.locator("#wanted textarea, #wanted input").fill("A000001")
    page.keyboard.press("Enter")
    page.locator(".fd-record").wait_for()
    assert rule in page.locator(".fd-why").inner_text()
    assert page.locator(".fd-record mark").first.inner_text().startswith("group_size")
    assert "ACME" in page.locator(".fd-record").inner_text() and "erika" not in page.content()
    page.locator("#step input").nth(1).check()
    page.locator("#comment textarea").fill("Gruppengröße verlangt")
    page.locator("#take").click()
    page.locator("#state .fd-done").wait_for()
    assert justified in page.locator("#state").inner_text()
    picture(page, f"record_{locale[:2]}")
    page.locator("#names textarea").fill("karl\nerika")
    page.locator("#reason textarea, #reason input").fill("Verdacht")
    page.locator("#find_name").click()
    page.locator("#found .fd-done", has_text="erika").wait_for()
    tab(page, 4)
    page.locator("#verify").click()
    page.locator("#verified .fd-good").wait_for()


def test_lists_open_records_on_a_phone(visit: Callable[..., Any], desk: str) -> None:
    page = visit(desk, width=390, scheme="dark")
    tab(page, 1)
    page.locator("#list tbody tr").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    picture(page, "list_phone_dark")
    page.locator("#list .fd-open").first.click()
    page.locator(".fd-record").wait_for()
    assert "34.6" not in page.locator(".fd-record").inner_text()
    picture(page, "record_phone_dark")
