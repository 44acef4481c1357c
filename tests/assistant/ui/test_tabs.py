"""A tab is its first owner's, and nobody holds more of them than there is room for."""

from assistant.ui.tabs import MOST_PER_PERSON, Tabs


def test_a_tab_belongs_to_who_named_it_first() -> None:
    tabs = Tabs()
    assert tabs.admits("t", "anna") and tabs.admits("t", "anna") and not tabs.admits("t", "ben")
    assert tabs.admits("u", "ben") and not tabs.admits("u", "anna")


def test_the_longest_unused_of_too_many_go_first() -> None:
    tabs = Tabs()
    for n in range(MOST_PER_PERSON):
        assert tabs.admits(str(n), "anna")
    assert tabs.admits("0", "anna") and tabs.admits("one more", "anna")
    assert not tabs.admits("0", "ben") and tabs.admits("1", "ben")
