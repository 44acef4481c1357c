"""What somebody wants a brief about, what is missing, and the questions that follow from it."""

from dataclasses import dataclass
from datetime import date

from assistant.answer import Language
from assistant.brief.brief import questions_of
from assistant.brief.document import titled
from assistant.brief.mail import MOST_CHARACTERS, Split
from assistant.brief.templates import Template, templates
from assistant.service import Assistant
from assistant.ui.wording import wording

OWN = "own"
"""The source of a brief that answers a client's own questions."""
LONGEST_NAME = 200


@dataclass(frozen=True)
class Order:
    """As the form was filled in. `source` is OWN or a template's id; `month` and `day` are ISO days."""

    client: str
    purpose: str
    title: str
    language: Language
    source: str
    mail: str
    places: tuple[str, ...]
    month: str
    day: str

    @property
    def missing(self) -> str:
        """The key of the sentence that says what is missing; "" where nothing is."""
        if not self.client:
            return "no_client"
        if not self.purpose:
            return "no_purpose"
        if self.source == OWN:
            return "no_mail" if not self.mail.strip() else "too_long" if len(self.mail) > MOST_CHARACTERS else ""
        return "" if self.places else "no_place"

    def asks(self, assistant: Assistant) -> tuple[str, Split]:
        """The title, and the questions with what is not asked."""
        template = chosen(self.source, self.language)
        if template is None:
            split = questions_of(self.mail, assistant)
            return self.title or titled(self.client, self.language), split
        known = tuple(place.place for place in assistant.reference.places if place.place in self.places)
        when = date.fromisoformat(self.day if template.about_a_day else self.month)
        filled = template.filled(known, when, wording(self.language))
        return self.title or filled.title, Split(filled.questions, ())


def chosen(source: str, language: Language) -> Template | None:
    """The template of this source."""
    return next((template for template in templates(language) if template.id == source), None)
