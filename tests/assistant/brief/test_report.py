"""`footfall report` from outside: a file in, documents out, or one sentence and nothing half-written."""

from pathlib import Path

import pytest

from tests.assistant.test_cli import Footfall, one_sentence

MAIL = "Guten Tag,\n- Wie viele Besuche hatte die Lindenallee im Mai 2026?\n- Wie wird das Wetter?\nViele Grüße\nJana"
FOR = ("--client", "ACME", "--purpose", "Standortwahl")
WRONG = {
    "no client": (("--purpose", "x", "-o", "b.pdf"), "--client"),
    "no purpose": (("--client", "x", "-o", "b.pdf"), "--purpose"),
    "another suffix": ((*FOR, "-o", "b.docx"), ".docx"),
    "no such folder": ((*FOR, "-o", "nowhere/b.pdf"), "nowhere"),
}


@pytest.fixture
def footfall(tmp_path: Path, small_warehouse: Path) -> Footfall:
    return Footfall(tmp_path / "home", small_warehouse)


def test_a_mail_becomes_files(footfall: Footfall, tmp_path: Path) -> None:
    (tmp_path / "mail.txt").write_text(MAIL, "utf-8")
    outputs = [tmp_path / f"brief.{form}" for form in ("pdf", "html")]
    done = footfall("report", str(tmp_path / "mail.txt"), *FOR, *(x for file in outputs for x in ("-o", str(file))))
    said = one_sentence(done)
    assert done.returncode == 0 and "34.650" in outputs[1].read_text("utf-8")
    assert "ACME" in outputs[1].read_text("utf-8") and outputs[0].read_bytes().startswith(b"%PDF")
    assert "Wetter" in said and "Jana" in said
    assert sorted(p.name for p in tmp_path.glob("*brief*")) == ["brief.html", "brief.pdf"]


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_before_anything_is_asked(name: str, footfall: Footfall, tmp_path: Path) -> None:
    arguments, named = WRONG[name]
    (tmp_path / "mail.txt").write_text(MAIL, "utf-8")
    placed = [str(tmp_path / a) if "b." in a else a for a in arguments]
    done = footfall("report", str(tmp_path / "mail.txt"), *placed)
    assert done.returncode == 2 and named in one_sentence(done)
    assert not list(tmp_path.glob("**/*b.*"))


def test_nothing_answered_writes_nothing(footfall: Footfall, tmp_path: Path) -> None:
    (tmp_path / "mail.txt").write_text("Wie wird das Wetter?", "utf-8")
    done = footfall("report", str(tmp_path / "mail.txt"), *FOR, "-o", str(tmp_path / "b.pdf"))
    assert done.returncode == 1 and "Wetter" in one_sentence(done)
    assert not (tmp_path / "b.pdf").exists()
