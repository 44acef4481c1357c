"""The attacker's only way in: questions and statements, under a role."""

from dataclasses import dataclass
from pathlib import Path

from assistant.answer import Answer
from assistant.service import Assistant
from tests.attacks.layout import Layout

PAGE = 5_000
ROLES = {"analyst": 20, "sales": 25, "marketer": 30}
Row = tuple[object, ...]


@dataclass(frozen=True)
class Asker:
    """One user of one warehouse."""

    assistant: Assistant
    threshold: int

    @classmethod
    def open(cls, warehouse: Path, role: str, audit: Path) -> "Asker":
        return cls(Assistant.open(warehouse, role=role, user="attacker", audit=audit), ROLES[role])

    def rows(self, sql: str) -> list[Row] | None:
        """All rows of a statement; None where it is not answered."""
        answer = self.assistant.sql(sql)
        return list(answer.rows) if answer.status == "answered" else None

    def ask(self, question: str) -> Answer:
        return self.assistant.ask(question)

    def copy(self, layout: Layout) -> list[Row]:
        """Every row of a table this user may see, page by page."""
        rows: list[Row] = []
        while True:
            page = self.rows(f"SELECT {', '.join(layout.columns)} FROM {layout.name} LIMIT {PAGE} OFFSET {len(rows)}")
            if page is None:
                raise RuntimeError(
                    f"{layout.name} could not be copied: a statement that lists a table was not answered"
                )
            rows += page
            if len(page) < PAGE:
                return rows

    def close(self) -> None:
        self.assistant.close()
