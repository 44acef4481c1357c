"""Why a build stops, in one sentence for the operator, in both languages."""

import errno
from pathlib import Path

from warehouse.catalog import Label
from warehouse.sentences import sentences

message = sentences(Path(__file__).with_name("messages.yaml"))


class BuildError(Exception):
    """Ends a build from within; `build` turns it into the value Rejected."""

    def __init__(self, reason: Label) -> None:
        super().__init__(reason.en)
        self.reason = reason


def out_of_space(error: Exception) -> bool:
    """Whether an error of the system or the engine says that a disk is full or a file may grow no more."""
    full = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
    return getattr(error, "errno", None) in full or any(sign in str(error) for sign in ("No space", "too large"))
