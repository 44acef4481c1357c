"""What everybody shares: one warehouse behind one gate, one log, one place for files."""

from dataclasses import dataclass, replace

from assistant.people.exports import Exports
from assistant.people.person import Person
from assistant.service import Assistant
from guardrails.audit import AuditLog
from guardrails.verdict import Asker, Interface


@dataclass(frozen=True)
class Office:
    """Every face and the API work in it. `assistant` is nobody's: take `assistant_of` the person who asks."""

    assistant: Assistant
    exports: Exports

    @property
    def log(self) -> AuditLog:
        """The audit log, for auditors and for what is refused at the doors."""
        return self.assistant.gate.log

    def assistant_of(
        self, person: Person, interface: Interface = "chat", client: str = "", purpose: str = ""
    ) -> Assistant:
        """The assistant of one person, on the same gate as everybody's.

        `client` and `purpose`, where a brief names them, are recorded with every question.
        """
        asker = Asker(person.role, person.name, client or person.client, purpose, interface)
        return replace(self.assistant, asker=asker)

    def close(self) -> None:
        """Close warehouse and log and remove the files."""
        self.assistant.close()
        self.exports.close()
