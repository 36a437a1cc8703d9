"""What is sent twice is written once: rows, audit and what sockets announce, whichever form it was."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdspace.audit.models import Entry
from holdspace.circle.actions.answering import thank_for_post, thank_for_session
from holdspace.circle.actions.sending import SentOtherwise, insert
from holdspace.circle.actions.space import pause
from holdspace.circle.actions.writing import Written, discard, encourage, keep, withdraw
from holdspace.circle.models import Post, Space, Thanks
from holdspace.circle.rules.standing import Standing
from holdspace.circle.web.forms import ThanksForm
from holdspace.kernel.actors import Actor
from holdspace.safety.models import Concern
from holdspace.sessions.models import Attendance
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.circle.tuesdays import LONELY, as_, shared, space, texts

pytestmark = pytest.mark.django_db

ClientOf = Callable[[str], Client]
Send = Callable[[Cast, UUID | None, Actor], Post | Thanks]
DANGER = "I want to die, and I do not know whom to tell."


def to_all(cast: Cast, key: UUID | None, by: Actor) -> Post:
    return encourage(group=cast.groups["tuesday"], text=" You stayed. ", sent_key=key, by=by)


def to_one(cast: Cast, key: UUID | None, by: Actor) -> Post:
    to = cast.members["chidi"]
    return encourage(group=cast.groups["tuesday"], text="You stayed.", to=to, sent_key=key, by=by)


def for_oneself(cast: Cast, key: UUID | None, by: Actor) -> Post:
    written = Written(DANGER, themes=("shame", "grief"), sent_key=key)
    return keep(group=cast.groups["tuesday"], written=written, by=by)


def about_words(cast: Cast, key: UUID | None, by: Actor) -> Thanks:
    post = Post.visible_to(by).get(author=cast.members["chidi"])
    return thank_for_post(post=post, words="", named=True, sent_key=key, by=by)


def about_a_session(cast: Cast, key: UUID | None, by: Actor) -> Thanks:
    session, helper = cast.sessions["tuesday_last"], cast.members["chidi"]
    session.group = cast.groups["tuesday"]
    words = "That you waited."
    return thank_for_session(session=session, helper=helper, words=words, named=True, sent_key=key, by=by)


SENDS: tuple[tuple[str, Send], ...] = (
    ("bo", to_all),
    ("bo", to_one),
    ("bo", for_oneself),
    ("bo", about_words),
    ("bo", about_a_session),
    ("ruth", to_all),
    ("ruth", to_one),
)
BY_FORM = pytest.mark.parametrize(
    ("who", "send"), SENDS, ids=[f"{who}-{send.__name__}" for who, send in SENDS]
)


@pytest.fixture
def tuesdays(cast: Cast) -> Cast:
    """A space in which Chidi shared something, after a session in which everybody was."""
    cast.groups["tuesday"] = space(cast)
    shared(cast, "chidi", "I came although I was afraid.")
    with as_(cast, "ruth"):
        for name in ("bo", "chidi"):
            Attendance.unscoped.create(
                practice=cast.practice,
                session=cast.sessions["tuesday_last"],
                member=cast.members[name],
                status="present",
            )
    return cast


def counted(cast: Cast) -> dict[str, int]:
    """How much there is of everything that a sent form can leave behind."""
    with acting_as(cast.system):
        return {
            "posts": Post.unscoped.count(),
            "thanks": Thanks.unscoped.count(),
            "concerns": Concern.unscoped.count(),
            "audit": Entry.objects.count(),
            "version": Space.unscoped.get(group=cast.groups["tuesday"]).version,
        }


@BY_FORM
def test_sent_twice_is_written_once_and_told_once(tuesdays: Cast, who: str, send: Send) -> None:
    key = uuid4()
    with as_(tuesdays, who) as actor:
        first = send(tuesdays, key, actor)
    once = counted(tuesdays)
    for _ in range(2):
        with as_(tuesdays, who) as actor:
            assert send(tuesdays, key, actor).pk == first.pk
    assert counted(tuesdays) == once


@BY_FORM
@pytest.mark.parametrize("key", [uuid4, lambda: None], ids=["new-keys", "no-keys"])
def test_each_form_is_written(tuesdays: Cast, who: str, send: Send, key: Callable[[], UUID | None]) -> None:
    before = counted(tuesdays)
    for _ in range(3):
        with as_(tuesdays, who) as actor:
            send(tuesdays, key(), actor)
    after = counted(tuesdays)
    assert after["posts"] + after["thanks"] == before["posts"] + before["thanks"] + 3


@pytest.mark.parametrize("send", [to_all, for_oneself])
def test_a_key_belongs_to_who_sent_it(tuesdays: Cast, send: Send) -> None:
    key, rows = uuid4(), set()
    for who in ("ana", "bo"):
        with as_(tuesdays, who) as actor:
            rows.add(send(tuesdays, key, actor).pk)
    assert len(rows) == 2


@BY_FORM
def test_the_database_holds_it_too(tuesdays: Cast, who: str, send: Send) -> None:
    """Two processes that both found nothing: the slower one finds the row of the faster."""
    key = uuid4()
    with as_(tuesdays, who) as actor:
        row, other = send(tuesdays, key, actor), send(tuesdays, uuid4(), actor)
        kind, pk = type(row), row.pk
        copy = kind.unscoped.get(pk=other.pk)  # type: ignore[attr-defined]
        copy.pk, copy.key, copy.sent_key = uuid4(), uuid4(), key
        if isinstance(copy, Post):
            copy.standing, copy.position = Standing.PRIVATE, None
        assert insert(copy, lambda: kind.unscoped.get(pk=pk)).pk == pk  # type: ignore[attr-defined]
        with pytest.raises(IntegrityError), transaction.atomic():
            insert(copy, lambda: None)


def test_other_words_are_neither_lost_nor_put_in_place_of_the_first(tuesdays: Cast) -> None:
    key, group = uuid4(), tuesdays.groups["tuesday"]
    with as_(tuesdays, "bo") as bo:
        encourage(group=group, text="First.", sent_key=key, by=bo)
    before = counted(tuesdays)
    for changed in ({"text": "Second."}, {"text": "First.", "to": tuesdays.members["chidi"]}):
        with as_(tuesdays, "bo") as bo, pytest.raises(SentOtherwise):
            encourage(group=group, sent_key=key, by=bo, **changed)  # type: ignore[arg-type]
    assert counted(tuesdays) == before
    assert texts(tuesdays, "ana")[0] == "First."


def test_sent_again_after_the_leaders_paused_it_is_still_the_same(tuesdays: Cast) -> None:
    key, group = uuid4(), tuesdays.groups["tuesday"]
    with as_(tuesdays, "bo") as bo:
        first = encourage(group=group, text="You stayed.", sent_key=key, by=bo)
    with as_(tuesdays, "ruth") as ruth:
        pause(group=group, paused=True, by=ruth)
    with as_(tuesdays, "bo") as bo:
        assert encourage(group=group, text="You stayed.", sent_key=key, by=bo).pk == first.pk


def test_what_was_thrown_away_can_be_sent_again(tuesdays: Cast) -> None:
    key = uuid4()
    with as_(tuesdays, "bo") as bo:
        discard(post=for_oneself(tuesdays, key, bo), by=bo)
    with as_(tuesdays, "bo") as bo:
        assert for_oneself(tuesdays, key, bo).text == DANGER


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sends=st.lists(
        st.tuples(st.sampled_from(("ana", "bo", "ruth")), st.integers(0, 3), st.booleans()), max_size=14
    )
)
def test_however_often_and_in_whatever_order(tuesdays: Cast, sends: list[tuple[str, int, bool]]) -> None:
    """Every form of everybody arrives any number of times: once it is there, by who sent it first."""
    keys = [uuid4() for _ in range(4)]
    with acting_as(tuesdays.system):
        before = set(Post.unscoped.values_list("pk", flat=True))
    for who, form, with_key in sends:
        with as_(tuesdays, who) as actor:
            key = keys[form] if with_key else None
            encourage(group=tuesdays.groups["tuesday"], text=f"{who} {form}", sent_key=key, by=actor)
    forms = {(who, form) for who, form, with_key in sends if with_key}
    expected = Counter(f"{who} {form}" for who, form in forms)
    expected += Counter(f"{who} {form}" for who, form, with_key in sends if not with_key)
    with as_(tuesdays, "ruth") as ruth:
        rows = Post.visible_to(ruth).exclude(pk__in=before)
        assert Counter(row.text for row in rows) == expected


# The forms


def shown_key(page: str) -> str:
    found = re.findall(r'name="sent_key" value="([0-9a-f-]{36})"[^>]*autocomplete="off"', page)
    assert len(found) == 1, page
    return str(found[0])


def paths(cast: Cast) -> dict[str, str]:
    group = cast.groups["tuesday"].pk
    with acting_as(cast.system):
        words = Post.unscoped.get(author=cast.members["chidi"]).key
    return {
        "write": f"/between/{group}/write/",
        "encourage": f"/between/{group}/encourage/",
        "helped": f"/between/{group}/helped/",
        "thank": f"/between/words/{words}/thank/",
    }


def filled(cast: Cast, form: str) -> dict[str, str]:
    said = f"{cast.sessions['tuesday_last'].pk}:{cast.members['chidi'].pk}"
    return {
        "write": {"text": LONELY, "share": "named", "version": "0"},
        "encourage": {"text": "You stayed."},
        "helped": {"said": said, "words": ""},
        "thank": {"words": "It helped."},
    }[form]


FORMS = pytest.mark.parametrize("form", ["write", "encourage", "helped", "thank"])


@FORMS
def test_a_form_shown_anew_has_a_new_key(tuesdays: Cast, client_of: ClientOf, form: str) -> None:
    browser, path = client_of("bo"), paths(tuesdays)[form]
    keys = {shown_key(browser.get(path).content.decode()) for _ in range(3)}
    assert len(keys) == 3


@FORMS
def test_a_form_sent_twice_is_answered_alike_and_written_once(
    tuesdays: Cast, client_of: ClientOf, form: str
) -> None:
    browser, path = client_of("bo"), paths(tuesdays)[form]
    said = re.search(r'name="said" value="([^"]+)"', browser.get(path).content.decode())
    sent = filled(tuesdays, form) | {"sent_key": shown_key(browser.get(path).content.decode())}
    sent |= {"said": said[1]} if said else {}
    first = browser.post(path, sent)
    assert first.status_code == 302, first.content.decode()
    once = counted(tuesdays)
    again = browser.post(path, sent)
    assert (again.status_code, again["Location"]) == (302, first["Location"])
    assert counted(tuesdays) == once
    assert shown_key(browser.get(path).content.decode()) != sent["sent_key"]


@pytest.mark.parametrize("key", ["", "no key", "0" * 400, "\0", "[]", "{00000000-0000"])
def test_what_is_no_key_counts_as_none(tuesdays: Cast, client_of: ClientOf, key: str) -> None:
    browser, path = client_of("bo"), paths(tuesdays)["encourage"]
    for _ in range(2):
        assert browser.post(path, {"text": "You stayed.", "sent_key": key}).status_code == 302
    with acting_as(tuesdays.system):
        rows = Post.unscoped.filter(author=tuesdays.members["bo"])
        assert [row.sent_key for row in rows] == [None, None]


@pytest.mark.parametrize(("form", "wrong"), [("encourage", {"text": ""}), ("write", {"text": " "})])
def test_after_a_refusal_the_form_keeps_its_key(
    tuesdays: Cast, client_of: ClientOf, form: str, wrong: dict[str, str]
) -> None:
    key, path = str(uuid4()), paths(tuesdays)[form]
    answer = client_of("bo").post(path, filled(tuesdays, form) | wrong | {"sent_key": key})
    assert answer.status_code == 422
    assert shown_key(answer.content.decode()) == key


@pytest.mark.parametrize("form", ["encourage", "write", "thank"])
def test_other_words_come_back_with_a_new_key_and_can_then_be_sent(
    tuesdays: Cast, client_of: ClientOf, form: str
) -> None:
    browser, path, field = client_of("bo"), paths(tuesdays)[form], "words" if form == "thank" else "text"
    sent = filled(tuesdays, form) | {"sent_key": str(uuid4())}
    assert browser.post(path, sent).status_code == 302
    answer = browser.post(path, sent | {field: "And one more thing."})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "And one more thing." in page
    assert "arrived already" in page
    assert (
        browser.post(path, sent | {field: "And one more thing.", "sent_key": shown_key(page)}).status_code
        == 302
    )


def test_what_was_taken_back_is_not_shared_by_a_form_sent_again(tuesdays: Cast, client_of: ClientOf) -> None:
    browser, path = client_of("bo"), paths(tuesdays)["write"]
    sent = filled(tuesdays, "write") | {"sent_key": str(uuid4())}
    browser.post(path, sent)
    with as_(tuesdays, "bo") as bo:
        withdraw(post=Post.visible_to(bo).get(author=bo.person_id), by=bo)
    assert browser.post(path, sent).status_code == 302
    with as_(tuesdays, "bo") as bo:
        assert Post.visible_to(bo).get(author=bo.person_id).standing == Standing.WITHDRAWN


def test_what_was_kept_before_the_server_died_is_shared_by_the_form_sent_again(
    tuesdays: Cast, client_of: ClientOf
) -> None:
    key = uuid4()
    with as_(tuesdays, "bo") as bo:
        keep(group=tuesdays.groups["tuesday"], written=Written(LONELY, sent_key=key), by=bo)
    client_of("bo").post(paths(tuesdays)["write"], filled(tuesdays, "write") | {"sent_key": str(key)})
    assert texts(tuesdays, "ana") == [LONELY, "I came although I was afraid."]


def test_a_change_of_ones_own_words_carries_no_key(tuesdays: Cast, client_of: ClientOf) -> None:
    with as_(tuesdays, "bo") as bo:
        post = keep(group=tuesdays.groups["tuesday"], written=Written(LONELY, sent_key=uuid4()), by=bo)
    page = client_of("bo").get(f"/between/words/{post.key}/change/").content.decode()
    assert 'name="sent_key"' not in page


def test_the_field_gives_a_key_to_a_form_that_came_without_one() -> None:
    form = ThanksForm({"words": "", "sent_key": "no key"}, unnamed=False)
    assert form.is_valid()
    assert form.cleaned_data["sent_key"] is None
    assert UUID(str(form["sent_key"].value())).version == 4
