"""What must not change a plan, and what must never pass in silence."""

import string

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.reading import Clarification, Declined, Understood, read
from assistant.reading.lexicon import lexicon
from assistant.reading.text import fold
from tests.assistant.reading.conftest import TODAY, cases, invented

REFERENCE = invented()
GERMAN = [case["question"] for case in cases("de")]
ENGLISH = [case["question"] for case in cases("en")]
POLITE = {
    "de": ["Guten Tag, {q} Vielen Dank!", "Könntest du mir bitte sagen: {q}", "hallo, {q}"],
    "en": ["Hi there, {q} Thanks!", "could you please tell me: {q}", "Please show me {q}"],
}
TYPOS = ("lost", "doubled", "swapped")
NONSENSE = st.text(string.ascii_lowercase, min_size=7, max_size=9).map(lambda word: "x" + word + "qz")


def plan(question: str) -> object:
    reading = read(question, REFERENCE, TODAY)
    return reading.plan if isinstance(reading, Understood) else reading


def silent(question: str, word: str) -> bool:
    """Whether a figure would be given without a word about the one nobody knows."""
    reading = read(question, REFERENCE, TODAY)
    return isinstance(reading, Understood) and word not in reading.not_understood


@settings(deadline=None)
@given(st.sampled_from(GERMAN + ENGLISH))
def test_case_changes_nothing(question: str) -> None:
    assert plan(question.lower()) == plan(question)
    assert plan(question.upper().replace("ẞ", "SS")) == plan(question)


@settings(deadline=None)
@given(st.sampled_from(GERMAN))
def test_umlaut_spelling_changes_nothing(question: str) -> None:
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("Ö", "Oe"), ("Ä", "Ae"), ("Ü", "Ue")):
        assert plan(question.replace(umlaut, letters)) == plan(question)


@settings(deadline=None)
@given(st.data(), st.sampled_from(("de", "en")))
def test_politeness_changes_nothing(data: st.DataObject, language: str) -> None:
    question = data.draw(st.sampled_from(GERMAN if language == "de" else ENGLISH))
    wrapped = data.draw(st.sampled_from(POLITE[language])).format(q=question)
    assert plan(wrapped) == plan(question)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(GERMAN + ENGLISH), NONSENSE, st.integers(0, 30))
def test_a_nonsense_word_never_passes_in_silence(question: str, word: str, position: int) -> None:
    words = question.split()
    at = position % (len(words) + 1)
    assert not silent(" ".join([*words[:at], word, *words[at:]]), word)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(GERMAN + ENGLISH), NONSENSE, st.integers(0, 30))
def test_a_content_word_replaced_never_passes_in_silence(question: str, word: str, position: int) -> None:
    words = question.split()
    harmless = lexicon("de").harmless | lexicon("en").harmless
    content = [i for i, w in enumerate(words) if len(w) > 3 and fold(w.strip(".,?!:")) not in harmless]
    at = content[position % len(content)]
    assert not silent(" ".join([*words[:at], word, *words[at + 1 :]]), word)


def one_letter_off(word: str, at: int, kind: str) -> str:
    """A long word with a letter lost, doubled or swapped with the next."""
    at = 2 + at % (len(word) - 3)
    letter, following = word[at], word[at + 1]
    middle = {"lost": following, "doubled": letter + letter + following, "swapped": following + letter}[kind]
    return word[:at] + middle + word[at + 2 :]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(GERMAN + ENGLISH), st.integers(0, 30), st.integers(0, 30), st.sampled_from(TYPOS))
def test_a_typing_error_in_a_long_word_never_changes_the_plan(question: str, nth: int, at: int, kind: str) -> None:
    words = question.split()
    long = [i for i, w in enumerate(words) if len(w) > 7 and w.isalpha() and w.isascii()]  # an umlaut may fold
    if not long:
        return
    where = long[nth % len(long)]
    typed = " ".join([*words[:where], one_letter_off(words[where], at, kind), *words[where + 1 :]])
    reading = read(typed, REFERENCE, TODAY)
    assert not isinstance(reading, Understood) or reading.plan == plan(question)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(GERMAN + ENGLISH), st.integers(0, 30))
def test_whatever_is_offered_can_be_asked(question: str, position: int) -> None:
    words = question.split()
    at = position % len(words)
    reading = read(" ".join([*words[:at], *words[at + 1 :]]), REFERENCE, TODAY)
    offered = reading.choices if isinstance(reading, Clarification) else ()
    offered += (reading.suggestion,) if isinstance(reading, Declined) else ()
    for choice in offered:
        assert isinstance(read(choice, REFERENCE, TODAY), Understood), choice


@settings(deadline=None)
@given(st.permutations(["Buchanan Street", "visits", "in May", "on Saturdays", "by hour"]))
def test_english_word_order_changes_nothing(parts: list[str]) -> None:
    assert plan(" ".join(parts)) == plan("visits Buchanan Street by hour on Saturdays in May")


@settings(deadline=None)
@given(st.permutations(["Petersstraße", "Besuche", "im Mai", "samstags", "je Stunde"]))
def test_german_word_order_changes_nothing(parts: list[str]) -> None:
    assert plan(" ".join(parts)) == plan("Besuche Petersstraße je Stunde samstags im Mai")


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    read(text, REFERENCE, TODAY)
