"""Eve left the Tuesday group. A month later a mail leads her to her questions, and she does not sign in."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from holdspace.aftercare.models import Knock
from holdspace.aftercare.rules.knocking import MOST_IN_AN_HOUR
from holdspace.audit.models import Entry
from holdspace.correspondence.models import Reminder
from holdspace.correspondence.tasks import deliver, send_reminders
from holdspace.groups.models import Membership
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.refusals import Missing
from holdspace.measures.actions import answer_afterwards
from holdspace.measures.actions.links import answer_by_link, link_follow_up
from holdspace.measures.catalogue import instrument
from holdspace.measures.models import Administration, FollowUpLink
from holdspace.measures.queries import trajectories
from holdspace.measures.queries.links import link_behind
from holdspace.measures.rules.due import NOTHING, Point
from holdspace.members.models import Member
from holdspace.safety.models import Concern
from holdspace.sessions.models import GroupSession
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.aftercare.afterwards import address_of, eve_left, tuesdays_ask

pytestmark = pytest.mark.django_db
Acting = Callable[[str], Actor]
Browsers = Callable[[str], Client]

VERSION = {"phq-9:version": instrument("phq-9").version}
MONTH = 31


@pytest.fixture(autouse=True)
def _a_month_ago(cast: Cast) -> None:
    tuesdays_ask(cast)
    eve_left(cast, days=MONTH)


def kept(cast: Cast) -> list[Administration]:
    with acting_as(cast.system):
        return list(Administration.unscoped.order_by("taken_at", "id"))


def body(page: bytes) -> str:
    return page.decode().split("<body")[1]


def test_the_mail_leads_straight_to_the_questions(cast: Cast) -> None:
    with acting_as(cast.system):
        GroupSession.unscoped.filter(pk=cast.sessions["tuesday_last"].pk).update(
            starts_at=clock.now() - timedelta(days=MONTH + 5)
        )
    noon = clock.now().replace(hour=12)
    with clock.held_at(noon), acting_as(system_actor()):
        eve_left(cast, days=MONTH)
        send_reminders(clock.now())
        [row] = Reminder.unscoped.filter(kind="after")
        deliver.func(str(row.practice_id), str(row.pk))
        [message] = [each for each in mail.outbox if each.to == ["eve@example.org"]]
        [path] = re.findall(r"https?://[^/]+(/after/questions/\S+/)", str(message.body))
        page = Client().get(path)
    assert page.status_code == 200
    assert "Little interest or pleasure" in page.content.decode()
    for word in ("Eve", "Tuesday", "left"):
        assert word not in str(message.body)


def test_nothing_there_says_who_is_asked_or_by_whom(cast: Cast) -> None:
    address = address_of(cast)
    page = Client().get(address)
    text = page.content.decode()
    spoken = re.sub(r"<[^>]*>", " ", body(page.content))
    names = r"\b(Eve|Roth|Ruth|Tomás|Tuesday|Harbour|being close|therap\w*|groups?)\b"
    assert re.findall(names, spoken) == []
    assert "<title>A few questions" in text
    for model, who in ((cast.members, "eve"), (cast.groups, "tuesday")):
        assert str(model[who].pk) not in text + address
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert '<meta name="referrer" content="no-referrer">' in text
    assert not page.cookies


def test_what_is_answered_is_hers_and_stands_on_her_path(cast: Cast, actor: Acting) -> None:
    address, stranger = address_of(cast), Client(enforce_csrf_checks=True)
    done = stranger.post(address, {**VERSION, "phq-9-mood": "2", "phq-9-sleep": ""})
    assert done.status_code == 200
    assert "It is kept. Thank you." in done.content.decode()
    assert "You do not have to wait" not in done.content.decode()
    [row] = kept(cast)
    eve = cast.members["eve"]
    assert (row.member_id, row.way, row.group_id) == (eve.pk, "follow_up", cast.groups["tuesday"].pk)
    with acting_as(actor("ruth")) as ruth:
        assert (row.answers["mood"], row.answers["sleep"]) == (2, None)
        assert list(trajectories(ruth, [eve.pk])[eve.pk]) == ["phq-9"]
    assert Entry.objects.get(act="measures.answered").actor_person_id == eve.pk
    assert stranger.get(address).status_code == 404


def test_the_same_form_twice_is_kept_once_and_never_looks_lost(cast: Cast) -> None:
    address, sent = address_of(cast), {**VERSION, "phq-9-mood": "2"}
    first, second = (Client().post(address, sent) for _ in range(2))
    assert body(first.content) == body(second.content)
    assert len(kept(cast)) == 1
    with clock.held_at(clock.now() + timedelta(minutes=11)):
        assert Client().post(address, sent).status_code == 404
    assert len(kept(cast)) == 1


def test_sent_empty_it_opens_on(cast: Cast) -> None:
    address = address_of(cast)
    assert "nothing was kept" in Client().post(address, VERSION).content.decode()
    assert kept(cast) == []
    assert Client().get(address).status_code == 200


def test_an_answer_about_harming_oneself_is_told_at_once_and_help_is_shown(cast: Cast, actor: Acting) -> None:
    done = Client().post(address_of(cast), {**VERSION, "phq-9-self-harm": "1"}).content.decode()
    assert "You do not have to wait with this" in done
    assert 'href="tel:' in done
    assert "better off dead" not in done
    with acting_as(actor("ruth")):
        [concern] = Concern.unscoped.all()
        assert (concern.member_id, concern.source) == (cast.members["eve"].pk, "item")


def test_a_form_that_was_renewed_comes_back_with_what_was_chosen(cast: Cast) -> None:
    again = Client().post(address_of(cast), {"phq-9:version": "0", "phq-9-mood": "2"})
    assert again.status_code == 422
    assert re.search(r'name="phq-9-mood" value="2"[^>]*checked', again.content.decode())
    assert kept(cast) == []


def test_what_opens_nothing_looks_alike_and_says_whom_to_ask(cast: Cast) -> None:
    old = address_of(cast)
    newer = address_of(cast)
    unknown = reverse("aftercare:questions", args=["nowhere-at-all"])
    replaced, strange = (Client().get(each) for each in (old, unknown))
    Client().post(newer, {**VERSION, "phq-9-mood": "1"})
    answered = Client().get(newer)
    assert {page.status_code for page in (replaced, strange, answered)} == {404}
    assert len({body(page.content) for page in (replaced, strange, answered)}) == 1
    assert "ask whoever sent it" in body(strange.content)
    assert strange.headers["Referrer-Policy"] == "no-referrer"
    posted = Client().post(unknown, {**VERSION, "phq-9-mood": "1"})
    assert body(posted.content) == body(strange.content)


def test_it_opens_until_the_next_point_begins(cast: Cast) -> None:
    """Of the point after one month, until three months are over."""
    address = address_of(cast)
    ended = clock.now() - timedelta(days=MONTH)
    with clock.held_at(ended + timedelta(days=88)):
        assert Client().get(address).status_code == 200
    with clock.held_at(ended + timedelta(days=93)):
        assert Client().get(address).status_code == 404
        assert Client().post(address, {**VERSION, "phq-9-mood": "1"}).status_code == 404


def test_answered_while_signed_in_it_opens_nothing_more(cast: Cast, actor: Acting) -> None:
    address, spell = address_of(cast), eve_left(cast, days=MONTH)
    with acting_as(actor("eve")) as eve:
        answer_afterwards(spell=spell, answers={"phq-9": {"mood": 1}}, by=eve)
    assert Client().get(address).status_code == 404


def test_whoever_came_back_or_must_not_be_asked_is_asked_nothing(cast: Cast) -> None:
    address, eve = address_of(cast), cast.members["eve"]
    with acting_as(cast.system):
        Member.unscoped.filter(pk=eve.pk).update(status=Member.Status.DECEASED)
        assert Client().get(address).status_code == 404
        Member.unscoped.filter(pk=eve.pk).update(status=Member.Status.ACTIVE)
        assert Client().get(address).status_code == 200
        Membership.unscoped.create(
            practice=cast.practice, group=cast.groups["tuesday"], member=eve, seat=7, starts_at=clock.now()
        )
    assert Client().get(address).status_code == 404


def test_what_is_asked_no_more_is_not_asked_by_an_address(cast: Cast) -> None:
    address = address_of(cast)
    tuesdays_ask(cast, NOTHING)
    assert Client().get(address).status_code == 404


def test_it_opens_no_other_questionnaire(cast: Cast, actor: Acting) -> None:
    address = address_of(cast)
    other = {"gad-7:version": instrument("gad-7").version, "gad-7-worry": "2"}
    Client().post(address, {**VERSION, **other, "phq-9-mood": "1"})
    assert [row.instrument for row in kept(cast)] == ["phq-9"]
    again = link_behind(address_of_token(address))
    assert again is not None
    with acting_as(actor("eve")) as eve, pytest.raises(Missing):
        answer_by_link(link=again, answers={"gad-7": {"worry": 2}}, by=eve)


def address_of_token(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]


def test_whoever_is_signed_in_beside_it_makes_no_difference(cast: Cast, client_of: Browsers) -> None:
    address = address_of(cast)
    alone = body(Client().get(address).content)
    for name in ("eve", "ana", "ruth"):
        page = client_of(name).get(address)
        assert (page.status_code, "Concerns" in body(page.content)) == (200, False), name
        assert page.content.decode().count("<fieldset") == alone.count("<fieldset")
    client_of("ana").post(address, {**VERSION, "phq-9-mood": "3"})
    assert [row.member_id for row in kept(cast)] == [cast.members["eve"].pk]


def test_only_the_hash_is_kept_and_only_the_system_makes_one(cast: Cast, actor: Acting) -> None:
    token = address_of_token(address_of(cast))
    with acting_as(cast.system):
        [row] = FollowUpLink.unscoped.all()
    assert token not in {str(getattr(row, field.attname)) for field in FollowUpLink._meta.concrete_fields}
    assert token not in Entry.objects.get(act="measures.follow_up_linked").detail
    for name in ("ruth", "eve", "ines"):
        with acting_as(actor(name)) as by, pytest.raises(Missing):
            link_follow_up(
                member_id=cast.members["eve"].pk,
                group_id=cast.groups["tuesday"].pk,
                point=Point.AFTER_1,
                by=by,
            )


def test_nobody_is_sent_what_is_not_asked(cast: Cast) -> None:
    for point in (Point.END, Point.AFTER_3):
        with pytest.raises(Missing):
            address_of(cast, point)


def test_other_methods_are_refused_and_the_log_stays_silent(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    address = address_of(cast)
    assert Client().put(address).status_code == 405
    Client().get(reverse("aftercare:questions", args=["somewhere"]))
    Client(enforce_csrf_checks=True).post(address, {})
    assert "questions/" not in caplog.text


def test_too_many_addresses_that_open_nothing_are_tried_in_vain(cast: Cast) -> None:
    right, strange = address_of(cast), reverse("aftercare:questions", args=["nowhere"])
    near, far = Client(REMOTE_ADDR="203.0.113.7"), Client(REMOTE_ADDR="203.0.113.8")
    assert {near.get(strange).status_code for _ in range(MOST_IN_AN_HOUR)} == {404}
    assert near.get(right).status_code == near.get(strange).status_code == 429
    assert "try again in an hour" in near.get(right).content.decode()
    assert far.get(right).status_code == 200
    with clock.held_at(clock.now() + timedelta(minutes=61)):
        assert near.get(right).status_code == 200
        far.get(strange)
        assert Knock.objects.count() == 1
