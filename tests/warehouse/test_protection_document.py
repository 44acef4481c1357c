"""PROTECTION.md says what policy, catalogue and audit say today."""

from pathlib import Path

import pytest

import warehouse
from warehouse.catalog import Language, catalogue
from warehouse.protection_document import FILES, document


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_document_is_fresh(language: Language) -> None:
    written = Path(str(warehouse.__file__)).with_name(FILES[language]).read_text("utf-8")
    assert written == document(language), "run python -m warehouse.protection_document"


def test_the_document_names_every_table() -> None:
    assert all(f"`{table}`" in document("en") and f"`{table}`" in document("de") for table in catalogue().tables)
