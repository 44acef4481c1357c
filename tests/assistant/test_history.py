import stat
from pathlib import Path

import pytest

from assistant.history import KEPT, PINNED, Asked, History


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "home" / "questions.sqlite")


def test_a_person_finds_the_own_questions_newest_first_and_nobody_elses(history: History) -> None:
    for text in ("eins", "zwei", "eins"):
        history.remember("anna", text)
    history.remember("bob", "drei")
    assert [asked.text for asked in history.of("anna")] == ["eins", "zwei"]
    assert [asked.text for asked in history.of("bob")] == ["drei"]


def test_pinned_questions_stay_when_the_rest_is_forgotten(history: History) -> None:
    history.remember("anna", "eins")
    history.remember("anna", "zwei")
    history.pin("anna", "eins", True)
    history.forget("anna")
    assert history.of("anna") == (Asked("eins", pinned=True),)
    history.pin("anna", "eins", False)
    assert history.of("anna") == (Asked("eins"),)


def test_it_stays_small(history: History) -> None:
    for n in range(KEPT + 5):
        history.remember("anna", f"Frage {n}")
    assert len(history.of("anna")) == KEPT and history.of("anna")[0].text == f"Frage {KEPT + 4}"
    for n in range(PINNED + 5):
        history.pin("anna", f"Frage {n}", True)
    assert sum(asked.pinned for asked in history.of("anna")) == PINNED


def test_only_the_owner_reads_the_file(history: History, tmp_path: Path) -> None:
    assert stat.S_IMODE((tmp_path / "home" / "questions.sqlite").stat().st_mode) == 0o600
