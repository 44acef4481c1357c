"""What happens on a click in an answer or in the list of questions."""

from assistant.download import CSV, XLSX, as_csv, as_xlsx, file_name
from assistant.feedback import give
from assistant.history import Asked, History
from assistant.people.office import Office
from assistant.people.person import Person
from assistant.ui.chat import Conversation
from assistant.ui.signal import Signal
from assistant.ui.turn import Turn
from guardrails.audit import AuditUnavailable


class Clicks:
    """The questions people keep, the files they take, and what they think of answers; one for all."""

    def __init__(self, office: Office) -> None:
        self._office = office
        log = office.log.store.path
        self._history = History(log.with_name(f"{log.stem}.questions.sqlite"))

    def questions(self, person: Person) -> tuple[Asked, ...]:
        """What this person asked and pinned."""
        return self._history.of(self._office.log.user_key(person.name))

    def remember(self, person: Person, turn: Turn) -> None:
        """Keep a question that was answered and can be asked again by itself."""
        if turn.alone:
            key = self._office.log.user_key(person.name)
            self._history.remember(key, turn.asked)
            turn.pinned = any(asked.pinned for asked in self._history.of(key) if asked.text == turn.asked)

    def keep(self, person: Person, told: Signal, turn: Turn | None) -> None:
        """Pin or unpin one of a person's own questions, or forget those that are not pinned."""
        key = self._office.log.user_key(person.name)
        if told.do == "forget":
            self._history.forget(key)
            return
        text = turn.asked if turn else told.text
        if any(asked.text == text for asked in self._history.of(key)):
            self._history.pin(key, text, told.do == "pin")

    def file(self, person: Person, told: Signal, turn: Turn) -> str:
        """The address of an answer's table as a file, made now, for this person alone."""
        answer = turn.answer
        content, kind = (as_csv(answer), CSV) if told.do == "csv" else (as_xlsx(answer, turn.note), XLSX)
        return self._office.exports.keep(person, file_name(answer, told.do), content, kind)

    def rate(self, person: Person, told: Signal, conversation: Conversation, turn: Turn) -> None:
        """Record what a person thinks of an answer, once."""
        if turn.good is not None or not turn.answer.audit_id:
            return
        asker = self._office.assistant_of(person).asker
        try:
            give(self._office.log, asker, turn.answer.audit_id, told.good, told.text)
        except AuditUnavailable:
            return
        turn.good = told.good
        conversation.changed(turn)
