"""Why a server does not start."""

from assistant.ui.wording import wording
from warehouse.catalog import Label


class CannotServe(Exception):  # noqa: N818 (it names a state of the world)
    """The pages cannot be served. `message` says why and what to do, for the person who started it."""

    def __init__(self, reason: str, **values: object) -> None:
        self.message = Label(
            de=wording("de")(f"serve.{reason}", **values), en=wording("en")(f"serve.{reason}", **values)
        )
        super().__init__(self.message.en)
