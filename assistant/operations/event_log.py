"""The operational log: one JSON line an event, for machines to read. No question, no value, no name in it.

What the program logs elsewhere comes in as its unfilled text, and an exception as its class and place in the code:
filled texts and messages of exceptions may quote what somebody asked.
"""

import json
import logging
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

LARGEST_FILE, FILES_KEPT = 10 << 20, 5
EVENT = "event"
_SOURCES = ("footfall", "assistant", "uvicorn.error")
_events = logging.getLogger("footfall.operations")


def log_event(name: str, **fields: object) -> None:
    """Write one event; `fields` are ids, counts, durations and fixed terms."""
    _events.info(name, extra={EVENT: fields})


class OneLine(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        return json.dumps({"time": time, **_content(record)}, ensure_ascii=False, default=str)


def write_events_to(file: Path) -> logging.Handler:
    """Begin to log to a file that only its owner reads; it is turned over at ten megabytes, five are kept."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(0o600)
    handler = RotatingFileHandler(file, maxBytes=LARGEST_FILE, backupCount=FILES_KEPT, encoding="utf-8")
    handler.setFormatter(OneLine())
    handler.setLevel(logging.INFO)
    _events.setLevel(logging.INFO)
    for name in _SOURCES:
        logging.getLogger(name).addHandler(handler)
    return handler


def stop_writing(handler: logging.Handler) -> None:
    """Close the file."""
    for name in _SOURCES:
        logging.getLogger(name).removeHandler(handler)
    handler.close()


def _content(record: logging.LogRecord) -> Mapping[str, Any]:
    fields: Mapping[str, Any] | None = getattr(record, EVENT, None)
    if fields is not None:
        return {"event": record.msg, **fields}
    said = {"event": "log", "level": record.levelname.lower(), "from": record.name, "text": str(record.msg)}
    said |= {"reference": reference} if (reference := getattr(record, "reference", "")) else {}
    if not record.exc_info or record.exc_info[0] is None:
        return said
    frames = traceback.extract_tb(record.exc_info[2])
    places = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    return {**said, "kind": record.exc_info[0].__name__, "where": places}
