"""The forms a brief can be written in."""

from dataclasses import dataclass
from importlib import import_module

from assistant.brief.document import Document


@dataclass(frozen=True)
class Format:
    """A form, named by its file suffix; `name` is also the module that writes it and its function."""

    name: str
    media_type: str

    def write(self, document: Document) -> bytes:
        """The file. What it takes is loaded now: the libraries are large, and most people need one of them."""
        written: bytes = getattr(import_module(f"assistant.brief.{self.name}"), self.name)(document)
        return written


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS = {
    "pdf": Format("pdf", "application/pdf"),
    "pptx": Format("pptx", f"{_OFFICE}.presentationml.presentation"),
    "xlsx": Format("xlsx", f"{_OFFICE}.spreadsheetml.sheet"),
    "html": Format("html", "text/html; charset=utf-8"),
}
