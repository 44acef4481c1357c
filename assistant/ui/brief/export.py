"""The brief as a file for the person who made it, and nobody else."""

import logging
import re
import secrets
from html import escape

from assistant.brief.brief import Brief
from assistant.brief.document import document
from assistant.brief.formats import FORMATS
from assistant.people.exports import Exports
from assistant.people.person import Person
from assistant.ui.brief.edit_part import fault
from assistant.ui.wording import Wording

LONGEST_NAME = 80

log = logging.getLogger(__name__)


def exported(brief: Brief, form: str, person: Person, exports: Exports, words: Wording) -> tuple[str, str]:
    """The link to the file, or the sentence that says why there is none (HTML; the other one is empty)."""
    if not brief.answered:
        return "", fault(words("briefing.nothing"))
    try:
        content = FORMATS[form].write(document(brief))
    except Exception:  # the page's edge to the outside: a bug is logged under an id, the person sees the id alone
        reference = secrets.token_hex(4)
        log.exception("brief not written, reference %s", reference)
        return "", fault(words("briefing.failed", id=reference))
    name = file_name(brief, form)
    address = exports.keep(person, name, content, FORMATS[form].media_type)
    told = escape(words("briefing.file", name=name))
    return f'<a class="fb-file" href="{escape(address)}" download>{told}</a>', ""


def file_name(brief: Brief, form: str) -> str:
    """`Footfall-for-ACME.pdf`: the title without what no file name may hold."""
    name = re.sub(r"[^\w]+", "-", brief.title)[:LONGEST_NAME].strip("-")
    return f"{name or 'brief'}.{form}"
