"""Why a build stops, in one sentence for the operator, in both languages."""

import errno
from functools import cache
from pathlib import Path

from warehouse.catalog import Label, Language, read_yaml


@cache
def _sentences() -> dict[str, Label]:
    content = read_yaml(Path(__file__).with_name("messages.yaml"))
    if not isinstance(content, dict):
        raise TypeError("messages.yaml must be a mapping")
    return {name: Label.model_validate(texts) for name, texts in content.items()}


def message(name: str, **values: object) -> Label:
    """The sentence `name` of messages.yaml with its places filled; a Label among the values speaks its language."""
    sentence = _sentences()[name]
    return Label(de=_filled(sentence, "de", values), en=_filled(sentence, "en", values))


def _filled(sentence: Label, language: Language, values: dict[str, object]) -> str:
    spoken = {key: value[language] if isinstance(value, Label) else value for key, value in values.items()}
    return sentence[language].format(**spoken)


class BuildError(Exception):
    """Ends a build from within; `build` turns it into the value Rejected."""

    def __init__(self, reason: Label) -> None:
        super().__init__(reason.en)
        self.reason = reason


def out_of_space(error: Exception) -> bool:
    """Whether an error of the system or the engine says that a disk is full or a file may grow no more."""
    full = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
    return getattr(error, "errno", None) in full or any(sign in str(error) for sign in ("No space", "too large"))
