"""What proves the log: verifying it, an export with its proof, the monthly report as files to fetch."""

import io
import tempfile
import zipfile
from datetime import UTC, date, datetime
from html import escape
from pathlib import Path
from threading import Lock

from assistant.ui.desk.overview import Checked
from assistant.ui.desk.words import DeskWords
from guardrails.audit import AuditLog, Broken, audit_id
from guardrails.audit.export import Exported, Format, export
from guardrails.verdict import Asker

AT_ONCE = 20_000
"""A log of so many records is verified whenever somebody looks at the overview."""


class Inspection:
    """Verifies the log and remembers what the last time came to; safe for threads."""

    def __init__(self, log: AuditLog) -> None:
        self._log, self._lock = log, Lock()
        self._last: Checked | None = None

    def verify(self, thorough: bool = False) -> Checked:
        """Verify now."""
        outcome = self._log.verify(thorough=thorough)
        with self._lock:
            self._last = Checked(outcome, datetime.now(UTC).isoformat())
            return self._last

    @property
    def last(self) -> Checked | None:
        """What the last time came to, if there was one."""
        return self._last

    def recent(self) -> Checked | None:
        """What the last time came to; a small log is verified now."""
        newest = self._log.store.query("select coalesce(max(seq), 0), '', '' from log")[0][0]
        return self.verify() if newest <= AT_ONCE else self._last


def verdict(checked: Checked, key: str, words: DeskWords) -> str:
    """What verifying came to, as HTML."""
    outcome = checked.outcome
    if isinstance(outcome, Broken):
        said = words("evidence.broken", id=audit_id(outcome.seq), why=outcome.why[words.language])
        return f'<p class="fd-bad" role="status"><b>{escape(said)}</b></p>'
    said = words("evidence.whole", count=words.number(outcome.count))
    notes = [
        words("evidence.anchors" if outcome.anchors else "evidence.no_anchor", count=words.number(outcome.anchors))
    ]
    if outcome.removed:
        notes.append(words("evidence.removed", count=words.number(outcome.removed)))
    if outcome.damage:
        notes.append(words("evidence.damage", what=", ".join(outcome.damage)))
    return (
        f'<p class="fd-good" role="status"><b>{escape(said)}</b></p>'
        + "".join(f"<p>{escape(note)}</p>" for note in notes)
        + f"<dl><dt>{words('evidence.head')}</dt><dd><code>{outcome.head}</code></dd>"
        + f"<dt>{words('evidence.key')}</dt><dd><code>{escape(key)}</code></dd></dl>"
    )


def bundle(log: AuditLog, form: Format, since: date | None, until: date | None, asker: Asker) -> tuple[Exported, bytes]:
    """An export of these days and what it takes to check it, as one ZIP file. Raises LookupError for empty days."""
    with tempfile.TemporaryDirectory(prefix="footfall-export-") as folder:
        done = export(log, Path(folder) / f"footfall-audit.{form}", form, asker, since, until)
        if done is None:
            raise LookupError
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            for file in done.files:
                packed.write(file, file.name)
        return done, out.getvalue()


def link(address: str, name: str, words: DeskWords, said: str = "") -> str:
    """A file to fetch."""
    text = escape(words("evidence.fetch", name=name))
    more = f" <span>{escape(said)}</span>" if said else ""
    return f'<p role="status"><a class="fd-fetch" href="{escape(address)}" download>{text}</a>{more}</p>'
