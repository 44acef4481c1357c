"""No personal datum of a set of questions reaches any byte of the log's files.

python -m tests.benchmarks.audit_privacy QUESTIONS.jsonl [--words WORD ...]

Lines are like {"question": ...}. Searched in the raw files, the write-ahead log and the index of searches among them,
while the log is open and when it is closed: every number of nine or more digits, e-mail address and
device number of the questions, and the words named with --words (names, streets). Each question is recorded in every
field that holds free text, the SQL in a literal and in a comment.
"""

import argparse
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from guardrails.audit import AuditLog, Entry
from guardrails.audit.index import Index
from guardrails.verdict import Asker

_DATA = re.compile(r"[\w.+-]+@[\w.-]+\w|(?:[0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}|\+?\d[\d /()-]{5,}\d")


def data_of(question: str) -> Iterator[str]:
    """The pieces of a question that must not be stored, by their shape alone."""
    for match in _DATA.finditer(question):
        digits = re.sub(r"\D", "", match.group())
        if "@" in match.group() or ":" in match.group() or len(digits) >= 9:
            yield match.group()


def write(log: AuditLog, questions: Iterable[str]) -> None:
    """Each question as a question, as client and purpose, as a comment, and as a text in SQL."""
    for question in questions:
        sql = f"select 1 from places where place = '{question.replace(chr(39), chr(39) * 2)}' -- {question}"
        asker = Asker(client=question, purpose=question)
        log.append(Entry("asked", "refused", asker, question=question, sql=sql, sql_run=sql, comment=question))
    Index(log.store).refresh()


def stored(folder: Path) -> dict[str, bytes]:
    """The files of the log as they are."""
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name.startswith("audit.sqlite")}


def leaked(folder: Path, questions: list[str], words: list[str]) -> list[str]:
    """What of the questions is in the files of the log; prints how much was searched for."""
    log = AuditLog.open(folder / "audit.sqlite")
    write(log, questions)
    files = [stored(folder)]
    log.close()
    files.append(stored(folder))
    searched = b"".join(content for at_a_time in files for content in at_a_time.values())
    wanted = sorted({*words, *(piece for question in questions for piece in data_of(question))})
    found = [piece for piece in wanted if piece.encode() in searched]
    print(f"{len(questions)} questions, {len(wanted)} pieces searched in {len(searched)} bytes: {len(found)} found")
    print("files:", ", ".join(sorted({name for at_a_time in files for name in at_a_time})))
    return found


def main() -> None:
    """Exit code 1 if a piece was found."""
    options = argparse.ArgumentParser()
    options.add_argument("questions", type=Path)
    options.add_argument("--words", nargs="*", default=[])
    given = options.parse_args()
    lines = given.questions.read_text("utf-8").splitlines()
    with tempfile.TemporaryDirectory() as name:
        os.environ["FOOTFALL_HOME"] = name
        found = leaked(Path(name), [json.loads(line)["question"] for line in lines if line.strip()], given.words)
    print("\n".join(found))
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
