"""`footfall users`: taken in, listed, locked out; secrets only as hashes, every step in the audit log."""

import json
from pathlib import Path

import pytest

from assistant.cli import main
from assistant.people.register import FILE, Register
from guardrails.audit import AuditLog


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str, stdin: str = "") -> int:
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    return int(ended.value.code or 0)


@pytest.mark.parametrize(("lang", "state"), [("de", "gesperrt"), ("en", "disabled")])
def test_users_from_the_first_day_to_the_last(
    lang: str, state: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FOOTFALL_HOME", str(tmp_path))
    add = ("users", "add", "anna", "--role", "auditor", "--lang", lang)
    assert run(monkeypatch, *add, stdin="short\n") == 2
    assert run(monkeypatch, *add, stdin="seven lanterns\n") == 0
    assert run(monkeypatch, *add, stdin="seven lanterns\n") == 2
    capsys.readouterr()
    assert run(monkeypatch, "users", "token", "anna", "--lang", lang) == 0
    token = capsys.readouterr().out.strip()
    register = Register(tmp_path / FILE)
    assert register.of_token(token) is not None and register.admits("anna", "seven lanterns") is not None
    assert run(monkeypatch, "users", "disable", "anna", "--lang", lang) == 0
    assert register.of_token(token) is None and register.admits("anna", "seven lanterns") is None
    capsys.readouterr()
    assert run(monkeypatch, "users", "list", "--lang", lang) == 0
    assert state in capsys.readouterr().out
    assert run(monkeypatch, "users", "list", "--json") == 0
    assert json.loads(capsys.readouterr().out)[0]["role"] == "auditor"
    register.close()
    log = AuditLog.open(tmp_path / "audit.sqlite")
    steps = [record.body["details"]["what"] for record in log.of_kind("door")]
    log.close()
    assert steps == ["users add", "users token", "users disable"]
    kept = (tmp_path / FILE).read_bytes()
    assert token.encode() not in kept and b"seven lanterns" not in kept
    assert (tmp_path / FILE).stat().st_mode & 0o77 == 0
