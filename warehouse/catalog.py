"""The catalogue: which tables and columns exist and what each of them means.

`catalog.yaml` is the one source that the compiler, the gate, the prompt and the documentation read.
"""

from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

Role = Literal["key", "dimension", "measure", "protected"]
Additivity = Literal["additive", "distinct", "none"]
Language = Literal["de", "en"]

SQL_TYPES = {
    "date": "DATE",
    "integer": "BIGINT",
    "decimal": "DOUBLE",
    "text": "VARCHAR",
    "boolean": "BOOLEAN",
}


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Label(_Model):
    """A name people read, in both languages."""

    de: str
    en: str

    def __getitem__(self, language: Language) -> str:
        return self.de if language == "de" else self.en


class Value(_Model):
    """One value of a closed dimension; `hours` (first, last, inclusive) only for dayparts."""

    label: Label
    hours: tuple[int, int] | None = None


class Column(_Model):
    """A column: its role, how it adds up, its unit, its label, and its values in their natural order."""

    type: Literal["date", "integer", "decimal", "text", "boolean"]
    role: Role
    label: Label
    additivity: Additivity = "none"
    unit: str = ""
    values: dict[str, Value] = Field(default_factory=dict)
    open_values: bool = False


class Table(_Model):
    """A table: `keys` are its grain; `columns` come after the keys (a dimension table may repeat a key)."""

    kind: Literal["fact", "dimension"] = "fact"
    keys: tuple[str, ...]
    columns: tuple[str, ...]
    label: Label

    @property
    def names(self) -> tuple[str, ...]:
        """All columns in stored order, protected ones included."""
        return tuple(dict.fromkeys((*self.keys, *self.columns))) if self.keys[0] not in self.columns else self.columns


class Catalogue(_Model):
    """All columns and tables, by name."""

    columns: dict[str, Column]
    tables: dict[str, Table]

    @model_validator(mode="after")
    def _known_columns(self) -> "Catalogue":
        for name, table in self.tables.items():
            unknown = [c for c in table.names if c not in self.columns]
            if unknown:
                raise ValueError(f"table {name} names columns that are not declared: {', '.join(unknown)}")
            hidden = [c for c in table.names if self.columns[c].role == "protected"]
            if table.kind == "fact" and len(hidden) != 1:
                raise ValueError(f"fact table {name} needs exactly one protected column, has {len(hidden)}")
        return self

    def public_columns(self, table: str) -> tuple[str, ...]:
        """The columns of `table` a user may name, in stored order."""
        return tuple(c for c in self.tables[table].names if self.columns[c].role != "protected")

    def protected_column(self, table: str) -> str | None:
        """The column that holds the group size of a fact table; None for a dimension table."""
        return next((c for c in self.tables[table].names if self.columns[c].role == "protected"), None)

    def measures(self, table: str) -> tuple[str, ...]:
        """The measures of `table`, in stored order."""
        return tuple(c for c in self.tables[table].names if self.columns[c].role == "measure")

    def public_schema(self) -> dict[str, dict[str, str]]:
        """`{table: {column: SQL type}}` without protected columns: the only schema the gate resolves against."""
        return {t: {c: SQL_TYPES[self.columns[c].type] for c in self.public_columns(t)} for t in self.tables}


def read_yaml(path: Path) -> object:
    """The content of a YAML file of this project, by the C parser where there is one (ten times faster)."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(path.read_text("utf-8"))
    try:
        node = loader.get_single_node()
        return None if node is None else _content(node, loader)
    finally:
        loader.dispose()


def _content(node: Any, loader: Any) -> Any:
    """What a node holds. Nearly all of it is texts, which the general way of yaml.load takes twice as long for."""
    if isinstance(node, yaml.MappingNode):
        return {_content(key, loader): _content(value, loader) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_content(item, loader) for item in node.value]
    return node.value if node.tag == _TEXT else loader.construct_object(node)


_TEXT = "tag:yaml.org,2002:str"


@cache
def catalogue() -> Catalogue:
    """The catalogue shipped with the package."""
    return Catalogue.model_validate(read_yaml(Path(__file__).with_name("catalog.yaml")))
