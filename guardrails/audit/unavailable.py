"""The one exception of the audit log: the world does not let it work."""

from warehouse.catalog import Label


class AuditUnavailable(Exception):  # noqa: N818 (a state of the world that the gate answers with a refusal)
    """The log or a key cannot be opened, read or written; then nothing may be run. `message` is for the user."""

    def __init__(self, message: Label) -> None:
        super().__init__(message.en)
        self.message = message
