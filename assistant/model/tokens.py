"""How many tokens a text has, counted without the network.

`o200k_base.tiktoken.gz` is the encoding of OpenAI's tiktoken (MIT, see `o200k_base.LICENSE`), shipped so that nothing
is ever fetched. It is unpacked once into the installation's folder, the only place tiktoken then looks.
"""

import gzip
import hashlib
import os
import zlib
from collections.abc import Callable
from pathlib import Path

import tiktoken
from tiktoken.model import encoding_name_for_model

from warehouse.secret import home

SHIPPED = Path(__file__).with_name("o200k_base.tiktoken.gz")
SHA256 = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"
SOURCE = "https://openaipublic.blob.core.windows.net/encodings/o200k_base.tiktoken"
OFFLINE = ("o200k_base", "o200k_harmony")
CHARACTERS_A_TOKEN = 3

Count = Callable[[str], int]


def counter(model: str) -> Count:
    """Counts the tokens of a text for a model; by a third of its characters where the encoding is not at hand."""
    encoding = _encoding(model)
    if encoding not in OFFLINE or not _install(home() / "tiktoken"):
        return estimated
    encode = tiktoken.get_encoding(encoding).encode_ordinary
    return lambda text: len(encode(text))


def estimated(text: str) -> int:
    """A cautious count for texts in German and English."""
    return len(text) // CHARACTERS_A_TOKEN + 1


def _encoding(model: str) -> str:
    try:
        return encoding_name_for_model(model)
    except KeyError:
        return ""


def _install(folder: Path) -> bool:
    """Whether tiktoken finds the shipped encoding, whole, in `folder`; unpacks it on first use."""
    target = folder / hashlib.sha1(SOURCE.encode(), usedforsecurity=False).hexdigest()
    try:
        if not (target.exists() and _whole(target.read_bytes())):
            _unpack(target)
    except (OSError, EOFError, ValueError, zlib.error):
        return False
    os.environ["TIKTOKEN_CACHE_DIR"] = str(folder)
    return True


def _unpack(target: Path) -> None:
    data = gzip.decompress(SHIPPED.read_bytes())
    if not _whole(data):
        raise ValueError(f"{SHIPPED.name} is damaged")
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = target.with_name(f"{target.name}.{os.getpid()}")
    part.write_bytes(data)
    part.replace(target)


def _whole(data: bytes) -> bool:
    return hashlib.sha256(data).hexdigest() == SHA256
