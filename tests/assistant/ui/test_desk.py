"""The auditor's journey: why was it refused, was it justified, is the log intact; nobody else gets in."""

import io
import os
import subprocess
import sys
import zipfile
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
from assistant.feedback import give
give(asking.gate.log, asking.asker, "A000003", False, "kommt mir zu hoch vor")
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
    for number in range(5):
        reach(page, number)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        picture(page, f"tab{number}_phone_dark")


def reach(page: "Page", number: int) -> None:
    """The tab as a finger finds it: in sight, no menu to open first."""
    page.locator("#desk .tab-container:not(.visually-hidden) button[role=tab]").nth(number).click(timeout=5000)
    page.locator("#desk button[role=tab][aria-selected=true]").nth(0).wait_for()


def choose(page: "Page", elem_id: str, option: str) -> None:
    page.locator(f"#{elem_id} input").click()
    page.get_by_role("option", name=option, exact=True).click()


def test_queues_list_what_waits_and_change_their_language(visit: Callable[..., Any], desk: str) -> None:
    page = visit(desk)
    tab(page, 3)
    page.locator("#queued tbody tr", has_text="[name]").wait_for()
    choose(page, "queue", "Stichprobe beantworteter Fragen")
    page.locator("#queued tbody tr", has_text="Lindenallee").wait_for()
    choose(page, "queue", "Rückmeldungen")
    line = page.locator("#queued tbody tr", has_text="kommt mir zu hoch vor")
    line.wait_for()
    assert "Nicht hilfreich · A000003" in line.inner_text()
    picture(page, "queue_de")
    tab(page, 1)
    page.locator("#list tbody tr").first.wait_for()
    tab(page, 3)
    page.locator("#language label", has_text="EN").click()
    page.locator("#queued tbody tr", has_text="Not helpful").wait_for()
    page.locator("#overview", has_text="Questions and queries").wait_for(state="attached")
    tab(page, 1)
    page.locator("#list thead", has_text="Outcome").wait_for()


SLOW_STREAM = """
const direct = window.fetch;
window.fetch = async (...request) => {
  const answer = await direct(...request);
  if (!String(request[0].url ?? request[0]).includes("/queue/data")) return answer;
  const later = (part, out) => new Promise((done) => setTimeout(() => { out.enqueue(part); done(); }, 300));
  return new Response(answer.body.pipeThrough(new TransformStream({ transform: later })), answer);
};
"""


def test_what_is_clicked_while_a_stream_is_being_closed_is_done(visit: Callable[..., Any], desk: str) -> None:
    page = visit(desk, script=SLOW_STREAM)
    tab(page, 3)
    page.locator("#queued caption", has_text="Einträge").wait_for(state="attached")
    for language, caption in (("EN", "Records"), ("DE", "Einträge")):
        page.locator("#language label", has_text=language).click()
        page.locator("#queued caption", has_text=caption).wait_for(state="attached")


def test_a_slow_event_does_not_bring_back_the_old_language(visit: Callable[..., Any], desk: str) -> None:
    page = visit(desk)
    tab(page, 3)
    page.locator("#queued caption", has_text="Einträge").wait_for(state="attached")
    held: list[Any] = []
    page.route("**/queue/join*", lambda join: held.append(join), times=1)  # noqa: PLW0108 Playwright takes no builtin
    page.locator("#reload").click()
    while not held:
        page.wait_for_timeout(20)
    later: list[Any] = []
    page.on("request", lambda request: later.append(request) if "/queue/join" in request.url else None)
    page.locator("#language label", has_text="EN").click()
    page.wait_for_timeout(500)
    assert later == []  # the language waits for what was clicked before
    held[0].continue_()
    page.locator("#queued caption", has_text="Records").wait_for(state="attached")
    assert page.locator("#reload").inner_text() == "Reload"


def test_an_open_record_changes_its_language(visit: Callable[..., Any], desk: str) -> None:
    page = visit(desk)
    tab(page, 2)
    page.locator("#record_empty", has_text="Noch kein Eintrag").wait_for()
    page.locator("#wanted textarea, #wanted input").fill("2")
    page.keyboard.press("Enter")
    page.locator(".fd-why", has_text="Warum").wait_for()
    page.locator("#language label", has_text="EN").click()
    page.locator(".fd-why", has_text="Why").wait_for()
    assert not page.locator("#record_empty").is_visible()
    assert "A000002" in page.locator(".fd-record").inner_text()


@pytest.mark.parametrize(("locale", "scheme"), [("de-DE", "dark"), ("en-GB", "light")])
def test_the_proof_is_checked_and_fetched(locale: str, scheme: str, visit: Callable[..., Any], desk: str) -> None:
    page = visit(desk, scheme=scheme, locale=locale)
    tab(page, 4)
    page.locator("#thorough input").check()
    page.locator("#verify").click()
    page.locator("#verified .fd-good").wait_for()
    page.locator("#make_report").click()
    assert fetched(page, "#report").startswith(b"%PDF")
    page.locator("#form input[value=csv]").check()
    page.locator("#make_report").click()
    page.locator("#report a[href$=csv]").wait_for()
    assert "ACME" in fetched(page, "#report").decode("utf-8-sig")
    page.locator("#export").click()
    with zipfile.ZipFile(io.BytesIO(fetched(page, "#exported"))) as packed:
        names = packed.namelist()
        assert any(name.endswith(".verify.py") for name in names)
        records = next(name for name in names if name.endswith(".jsonl") and "anchor" not in name)
        text = packed.read(records).decode()
        assert "A000001" in text or '"status":"refused"' in text.replace('\\"', '"')
        assert "erika" not in text and "Petra" not in text
    picture(page, f"evidence_{locale[:2]}_{scheme}")


def fetched(page: "Page", where: str) -> bytes:
    link = page.locator(f"{where} a")
    link.wait_for()
    with page.expect_download() as waiting:
        link.click()
    return Path(waiting.value.path()).read_bytes()
