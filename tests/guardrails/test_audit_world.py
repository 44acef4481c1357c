"""The world going wrong under the log: no answer, a sentence that says why, nothing lost, and it goes on by itself."""

import os
import resource
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from guardrails.audit import AuditLog, AuditUnavailable, Entry, Verified
from guardrails.audit import log as audit_log
from guardrails.audit import store as audit_store
from guardrails.gate import Gate
from guardrails.verdict import Asker, Draft, Failed, Released
from tests.benchmarks import audit_crash, audit_tampering

STATEMENT = Draft("select sum(visits) as visits from footfall_monthly")


@contextmanager
def clock_set_back(_path: Path) -> Iterator[None]:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime.now(UTC) - timedelta(hours=2)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(audit_log, "datetime", Clock)
        yield


@contextmanager
def locked(path: Path) -> Iterator[None]:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("begin immediate")
    yield
    other.execute("rollback")
    other.close()


@contextmanager
def no_room(path: Path) -> Iterator[None]:
    """No file may grow: what a full disk does, as far as a test can without one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.with_name(path.name + "-wal").stat().st_size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def moved_away(path: Path) -> Iterator[None]:
    path.rename(path.with_name("elsewhere"))
    yield
    path.with_name("elsewhere").rename(path)


TROUBLES: dict[str, Callable[[Path], AbstractContextManager[None]]] = {
    "clock": clock_set_back, "locked": locked, "audit": no_room, "No such file": moved_away,
}  # fmt: skip


@pytest.fixture
def gate(warehouse_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    monkeypatch.setattr(audit_store, "WAIT_SECONDS", 0.2)
    monkeypatch.setenv("FOOTFALL_HOME", str(tmp_path / "home"))
    opened = Gate.open(warehouse_file, tmp_path / "audit.sqlite")
    yield opened
    opened.close()


@pytest.mark.parametrize("word", TROUBLES)
def test_trouble_stops_the_answer_and_only_as_long_as_it_lasts(word: str, gate: Gate, tmp_path: Path) -> None:
    path = tmp_path / "audit.sqlite"
    assert isinstance(gate.submit(STATEMENT, Asker()), Released)
    with TROUBLES[word](path):
        stopped = gate.submit(STATEMENT, Asker())
        assert isinstance(stopped, Failed)
        assert word in stopped.message.en
        with pytest.raises(AuditUnavailable):
            gate.note("help", Draft(""), Asker())
    assert isinstance(gate.submit(STATEMENT, Asker()), Released)
    log = AuditLog.open(path)
    assert log.verify() == Verified(4, log.store.select("true", (), 1)[0][1])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a process of another user")
def test_a_folder_nobody_may_write_to_stops_the_log_until_it_may_be_written() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        child = os.fork()
        if child == 0:
            os._exit(_as_nobody(folder / "own"))
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _as_nobody(folder: Path) -> int:
    """0 if a log in a folder of one's own stops while it is read-only; root may write anywhere, so not as root."""
    if os.geteuid() == 0:
        os.setgid(65534)
        os.setuid(65534)
    os.environ["FOOTFALL_HOME"] = str(folder / "home")
    path = folder / "audit.sqlite"
    AuditLog.open(path).append(Entry("asked", "help", Asker()))
    path.chmod(0o400)
    folder.chmod(0o500)
    try:
        AuditLog.open(path)
        print("opened although it may not be written", file=sys.stderr)
        return 1
    except AuditUnavailable as stopped:
        if str(path) not in stopped.message.de:
            return 2
    folder.chmod(0o700)
    path.chmod(0o600)
    return 0 if AuditLog.open(path).append(Entry("asked", "help", Asker())) == "A000002" else 3


def test_writers_killed_at_random_moments_lose_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTFALL_HOME", str(tmp_path))
    assert audit_crash.lost(tmp_path, kills=30, writers=4, seed=11) == []


def test_assistants_killed_at_random_moments_recorded_all_they_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FOOTFALL_HOME", str(tmp_path))
    assert audit_crash.lost(tmp_path, kills=6, writers=2, seed=5, assistants=1, life=2) == []
    assert " 0 of them answers" not in capsys.readouterr().out


@pytest.mark.parametrize("seed", [1, 2])
def test_random_changes_are_found_with_the_right_first_record(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTFALL_HOME", str(tmp_path))
    assert audit_tampering.missed(tmp_path, changes=28, seed=seed) == []
