"""Ways by which a message reaches somebody, and the link that switches one off."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.correspondence.rules.links import KINDS, read, token_for
from holdspace.correspondence.rules.ways import Way, mails_are_off, needs_mail, with_mail, without_mail

MAIL, PUSH, BOTH, NONE = Way.MAIL, Way.PUSH, Way.BOTH, Way.NONE
KEY, OTHER = b"k" * 32, b"o" * 32


@pytest.mark.parametrize(
    ("way", "reached", "mail"),
    [
        (MAIL, False, True),
        (BOTH, True, True),
        (BOTH, False, True),
        (PUSH, True, False),
        (PUSH, False, True),  # no device took it
        (NONE, False, False),
    ],
)
def test_whether_a_mail_goes_out(way: Way, reached: bool, mail: bool) -> None:
    assert needs_mail(way, reached=reached) is mail


@pytest.mark.parametrize(
    ("way", "without", "without_always", "back"),
    [(MAIL, NONE, PUSH, MAIL), (BOTH, PUSH, PUSH, BOTH), (PUSH, NONE, PUSH, BOTH), (NONE, NONE, PUSH, MAIL)],
)
def test_what_one_touch_leaves(way: Way, without: Way, without_always: Way, back: Way) -> None:
    assert without_mail(way, always=False) is without
    assert without_mail(way, always=True) is without_always
    assert with_mail(way) is back


@given(st.sampled_from(Way), st.booleans())
def test_once_switched_off_mails_are_off(way: Way, always: bool) -> None:
    """A second touch may take away what came in place of a device; then nothing is left to touch."""
    last = without_mail(without_mail(way, always=always), always=always)
    assert mails_are_off(last, always=always)
    assert not (last.by_mail)


@given(st.uuids(), st.sampled_from(KINDS))
def test_a_link_names_member_and_kind(member: UUID, kind: str) -> None:
    token = token_for(member, kind, KEY)
    assert read(token, KEY) == (member, kind)
    assert read(token, OTHER) is None
    assert len(token) == 44


@given(st.uuids(), st.sampled_from(KINDS), st.integers(0, 43), st.characters(codec="ascii"))
def test_no_changed_link_opens_anything(member: UUID, kind: str, place: int, letter: str) -> None:
    token = token_for(member, kind, KEY)
    changed = token[:place] + letter + token[place + 1 :]
    assert changed == token or read(changed, KEY) is None


@pytest.mark.parametrize("token", ["", "=", "nowhere-at-all", "é" * 44, "A" * 44, "A" * 4000])
def test_what_was_never_a_link(token: str) -> None:
    assert read(token, KEY) is None


def test_a_kind_has_its_place_in_links_for_good() -> None:
    assert KINDS == ("before", "changed", "rating", "sign", "after", "digest", "missed")
    assert read(token_for(uuid4(), "before", KEY), KEY) is not None
