"""What was tried is brought back: it stands in the next check-in, kept or left out, and in Ruth's brief."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from holdspace.kernel import clock
from holdspace.notes.queries import editor, session_for
from holdspace.skills.models import Trying
from holdspace.skills.queries import names_of
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.circle.tuesdays import as_
from tests.contexts.desk.story import queries_of, text_of
from tests.contexts.skills.between import ASKED, SKILL, assigned, newest, returned, shown, space, tried

pytestmark = pytest.mark.django_db
Browsers = Callable[[str], Client]


def check_in(cast: Cast) -> str:
    return reverse("desk:check_in", args=[cast.sessions["tuesday_next"].pk])


def brief(cast: Cast) -> str:
    return reverse("desk:brief", args=[cast.sessions["tuesday_next"].pk])


def test_it_stands_in_the_check_in_and_goes_with_it(cast: Cast, client_of: Browsers) -> None:
    trying = tried(cast, "ana")
    page = text_of(client_of("ana"), check_in(cast))
    assert "What I tried this week" in page
    assert ASKED in page
    assert f'value="{trying.pk}" checked' in page
    assert "What I tried this week" not in text_of(client_of("bo"), check_in(cast))


def test_left_out_it_does_not_reach_the_brief_and_stays_with_its_writer(
    cast: Cast, client_of: Browsers
) -> None:
    trying, ana = tried(cast, "ana"), client_of("ana")
    assert ASKED in text_of(client_of("ruth"), brief(cast))
    sent = {"version": "0", "offered": str(trying.pk)}
    assert ana.post(check_in(cast), sent).status_code == 302
    assert not newest(cast, trying).brought
    assert ASKED not in text_of(client_of("ruth"), brief(cast))
    assert ASKED in text_of(ana, reverse("skills:tried", args=[trying.pk]))
    again = {"version": "1", "offered": str(trying.pk), "bring": str(trying.pk)}
    assert ana.post(check_in(cast), again).status_code == 302
    assert newest(cast, trying).brought


def test_what_was_noted_while_the_page_was_open_is_not_left_out(cast: Cast, client_of: Browsers) -> None:
    first, second = tried(cast, "ana", "One."), tried(cast, "ana", "Two.")
    sent = {"version": "0", "offered": str(first.pk), "bring": str(first.pk)}
    assert client_of("ana").post(check_in(cast), sent).status_code == 302
    assert newest(cast, second).brought


def test_a_check_in_without_it_leaves_nothing_out(cast: Cast, client_of: Browsers) -> None:
    trying = tried(cast, "ana")
    assert client_of("ana").post(check_in(cast), {"version": "0"}).status_code == 302
    assert newest(cast, trying).brought


def test_the_brief_says_that_something_was_tried_and_the_words_where_they_are_shared(
    cast: Cast, client_of: Browsers
) -> None:
    assigned(cast)
    tried(cast, "ana")
    tried(cast, "bo", "For me alone.", share="nobody")
    page = text_of(client_of("ruth"), brief(cast))
    assert "Tried this week: A small no (<strong>Ana, Bo</strong>)" in page
    assert ASKED in page
    assert "For me alone." not in page


def test_what_was_brought_before_the_last_session_is_over(cast: Cast, client_of: Browsers) -> None:
    with clock.held_at(clock.now() - timedelta(days=9)):
        tried(cast, "ana")
    assert ASKED not in text_of(client_of("ruth"), brief(cast))
    assert "What I tried this week" not in text_of(client_of("ana"), check_in(cast))


def test_a_week_on_the_pages(cast: Cast, client_of: Browsers) -> None:
    """Ruth assigns, Ana finds it on her home and notes it, Bo is told; the circle reads it; Ruth as well."""
    space(cast)
    ruth, ana, bo = client_of("ruth"), client_of("ana"), client_of("bo")
    group = cast.groups["tuesday"].pk
    assign = reverse("skills:assign", args=[group])
    assert ruth.post(assign, {"code": SKILL, "note": "At the till."}).status_code == 302
    assert "A small no" in text_of(ana, reverse("desk:home"))
    assert "At the till." in text_of(ana, reverse("skills:skill", args=[SKILL]))
    note = reverse("skills:note", args=[group, SKILL])
    assert "required" not in text_of(ana, note).split("<form", 2)[2].split("</form>")[0]
    touches = {"tried": ASKED, "went": "Nobody minded.", "learnt": "It is short.", "version": "0"}
    to_bo = {"readers": "circle", "suggested_by": str(cast.members["bo"].pk), "word": "Your idea."}
    answer = ana.post(note, touches | to_bo, follow=True)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Your circle reads this" in text
    assert "Bo was told" in text
    home = text_of(bo, reverse("desk:home"))
    assert "tried what you suggested: A small no." in home
    assert "Your idea." in home
    assert ASKED in text_of(bo, reverse("skills:circle", args=[group]))
    page = text_of(ruth, reverse("skills:group", args=[group]))
    assert "Nobody minded." in page
    assert "Suggested by Bo" in page


def test_words_that_are_refused_come_back_with_the_form(cast: Cast, client_of: Browsers) -> None:
    note = reverse("skills:note", args=[cast.groups["tuesday"].pk, SKILL])
    answer = client_of("ana").post(note, {"tried": "b" * 2001, "went": "Kept.", "version": "0"})
    assert answer.status_code == 422
    assert "Kept." in answer.content.decode()
    with acting_as(cast.system):
        assert not Trying.unscoped.exists()


def test_danger_is_answered_with_help_and_says_who_was_told(cast: Cast, client_of: Browsers) -> None:
    note = reverse("skills:note", args=[cast.groups["tuesday"].pk, SKILL])
    answer = client_of("ana").post(note, {"tried": "I want to die.", "readers": "me"}, follow=True)
    text = answer.content.decode()
    assert "You do not have to wait with this" in text
    assert "Your therapists were told" in text


def test_empty_pages_say_what_will_be_there(cast: Cast, client_of: Browsers) -> None:
    ana, group = client_of("ana"), cast.groups["tuesday"].pk
    assert "Nothing is on your list" in text_of(ana, reverse("skills:mine"))
    assert "Nobody has shown anything yet" in text_of(ana, reverse("skills:circle", args=[group]))
    assert "Nothing is assigned" in text_of(client_of("ruth"), reverse("skills:group", args=[group]))
    assert "Nothing of your own yet" in text_of(client_of("olu"), reverse("skills:own"))


def test_the_library_speaks_spanish(cast: Cast, client_of: Browsers) -> None:
    with acting_as(cast.system):
        type(cast.users["ana"]).objects.filter(pk=cast.users["ana"].pk).update(language="es")
    page = text_of(client_of("ana"), reverse("skills:library"))
    assert "Un no pequeño" in page
    assert "A small no" not in page


def test_an_own_skill_is_written_on_a_page(cast: Cast, client_of: Browsers) -> None:
    olu, sent = client_of("olu"), {
        "name": "A walk in company", "area": "reaching", "language": "en", "purpose": "To be beside somebody.",
        "steps": "Ask.\n\nWalk.", "two_minutes": "Ask.", "not_when": "Not in the dark.", "version": "0",
    }  # fmt: skip
    assert olu.post(reverse("skills:write_own"), sent | {"purpose": "It cures."}).status_code == 422
    assert olu.post(reverse("skills:write_own"), sent).status_code == 302
    assert "A walk in company" in text_of(client_of("ana"), reverse("skills:library"))


def test_pages_ask_as_often_for_much_as_for_little(cast: Cast, client_of: Browsers) -> None:
    space(cast)
    assigned(cast)
    group = cast.groups["tuesday"].pk
    returned(cast, shown(cast, "ana"), "ana", "bo")
    pages = [
        ("bo", reverse("desk:home")),
        ("ana", check_in(cast)),
        ("ruth", brief(cast)),
        ("ana", reverse("skills:mine")),
        ("bo", reverse("skills:circle", args=[group])),
        ("ruth", reverse("skills:group", args=[group])),
    ]
    few = [queries_of(client_of(who), page) for who, page in pages]
    for name in ("ana", "chidi", "ana"):
        returned(cast, shown(cast, name), name, "bo")
        assigned(cast, name, code="ask-for-help")
    much = [queries_of(client_of(who), page) for who, page in pages]
    assert all(after <= before for after, before in zip(much, few, strict=True)), (few, much)


def known(cast: Cast, by: str = "ruth") -> dict[str, list[str]]:
    """What stands beside each member's layer of the next session's notes about what they tried."""
    with as_(cast, by) as actor:
        screen = editor(session_for(actor, cast.sessions["tuesday_next"].pk), actor)
    told = {layer.name: layer.known for layer in screen.members}
    label = "Tried since last time"
    return {name: [each.words for each in lines if each.label == label] for name, lines in told.items()}


def test_the_notes_know_which_skill_was_tried_and_not_what_was_written(cast: Cast) -> None:
    trying = tried(cast, "ana", "I told my sister that I cannot come.")
    lines = known(cast)
    (said,) = lines["Ana"]
    assert said.startswith(skill_name(cast))
    assert str(trying.tried_on.day) in said
    assert "sister" not in said
    assert lines["Bo"] == []


def test_what_was_left_out_and_kept_to_oneself_is_not_told_to_the_notes(cast: Cast) -> None:
    trying = tried(cast, "ana")
    with acting_as(cast.system):
        trying.brought = False
        trying.save()
    assert known(cast)["Ana"] == []


def test_the_notes_name_the_last_three_and_nothing_from_before_the_last_session(cast: Cast) -> None:
    for _each in range(5):
        tried(cast, "ana", "Again.")
    (said,) = known(cast)["Ana"]
    assert said.count(skill_name(cast)) == 3
    with acting_as(cast.system):
        Trying.unscoped.update(noted_at=cast.sessions["tuesday_last"].starts_at - timedelta(hours=1))
    assert known(cast)["Ana"] == []


def skill_name(cast: Cast) -> str:
    with as_(cast, "ruth") as ruth:
        return names_of(ruth, [SKILL])[SKILL]
