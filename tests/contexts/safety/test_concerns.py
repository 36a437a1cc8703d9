"""Somebody says that they are not safe; a clinician takes it on, and closes it with a sentence."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from holdspace.audit.models import Entry
from holdspace.groups.models import Membership
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.safety import queries
from holdspace.safety.actions import acknowledge, close, raise_concern, say_not_safe
from holdspace.safety.models import Concern
from holdspace.vault.scope import acting_as
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Acting = Callable[[str], Actor]


def not_safe(actor: Acting, name: str = "ana") -> list[Concern]:
    ana = actor(name)
    with acting_as(ana), transaction.atomic():
        return say_not_safe(by=ana)


def observed(cast: Cast, by: Actor, name: str = "chidi", group: str = "tuesday", **more: object) -> Concern:
    with acting_as(by), transaction.atomic():
        return raise_concern(
            member=cast.members[name],
            group=cast.groups[group],
            source=Concern.Source.OBSERVATION,
            source_id=more.get("source_id"),  # type: ignore[arg-type]
            severity=Concern.Severity.AMBER,
            what="He spoke of giving his things away.",
            by=by,
        )


def test_not_safe_reaches_the_leaders_of_ones_circle(cast: Cast, actor: Acting) -> None:
    (concern,) = not_safe(actor)
    assert (concern.source, concern.severity, concern.group_id) == (
        "button",
        "red",
        cast.groups["tuesday"].pk,
    )
    for who, count in {"ruth": 1, "tomas": 1, "kit": 0, "ines": 0, "olu": 0, "sam": 0, "ana": 0}.items():
        with acting_as(actor(who)):
            assert queries.open_count(actor(who)) == count, who


def test_pressed_twice_it_is_one_concern_until_somebody_has_seen_it(cast: Cast, actor: Acting) -> None:
    (first,) = not_safe(actor)
    (again,) = not_safe(actor)
    assert again.pk == first.pk
    assert Entry.objects.filter(act="safety.concern_repeated").count() == 1
    with acting_as(actor("ruth")), transaction.atomic():
        acknowledge(concern=first, by=actor("ruth"))
    (third,) = not_safe(actor)
    assert third.pk != first.pk


def test_in_two_circles_both_pairs_of_leaders_are_told(cast: Cast, actor: Acting) -> None:
    with acting_as(cast.system):
        Membership.unscoped.create(
            practice=cast.practice, group=cast.groups["thursday"], member=cast.members["ana"], seat=9
        )
    assert {each.group_id for each in not_safe(actor)} == {group.pk for group in cast.groups.values()}
    with acting_as(actor("kit")):
        assert queries.open_count(actor("kit")) == 1


def test_without_a_circle_nobody_is_told_and_nothing_pretends_otherwise(cast: Cast, actor: Acting) -> None:
    assert not_safe(actor, "eve") == []
    with acting_as(actor("eve")):
        assert queries.all_leaders_told(actor("eve")) == []


def test_one_signal_is_one_concern(cast: Cast, actor: Acting) -> None:
    signal = uuid4()
    first, again = (observed(cast, actor("ruth"), source_id=signal) for _ in range(2))
    assert first.pk == again.pk
    assert Entry.objects.filter(act="safety.concern_raised").count() == 1


@pytest.mark.parametrize("who", ["kit", "ines", "olu", "sam", "bo", "dana"])
def test_nobody_from_elsewhere_raises_a_concern(cast: Cast, actor: Acting, who: str) -> None:
    with pytest.raises(Missing):
        observed(cast, actor(who))


def test_a_concern_is_about_somebody_of_the_group(cast: Cast, actor: Acting) -> None:
    with pytest.raises(Missing):
        observed(cast, actor("ruth"), name="dana")


def test_what_was_noticed_lies_sealed(cast: Cast, actor: Acting) -> None:
    observed(cast, actor("ruth"))
    with acting_as(cast.system), connection.cursor() as cursor:
        cursor.execute("SELECT what FROM safety_concern")
        assert b"giving" not in bytes(cursor.fetchone()[0])


def test_taken_on_then_closed_with_a_sentence(cast: Cast, actor: Acting) -> None:
    concern, ruth, tomas = observed(cast, actor("ruth")), actor("ruth"), actor("tomas")
    with acting_as(ruth), transaction.atomic():
        with pytest.raises(Refused, match="Take this on first"):
            close(concern=concern, outcome="Spoke with him on the telephone.", by=ruth)
        taken = acknowledge(concern=concern, by=ruth)
    assert taken.acknowledged_by_id == cast.staff["ruth"].pk
    with acting_as(tomas), transaction.atomic():
        with pytest.raises(Refused, match="already taken"):
            acknowledge(concern=concern, by=tomas)
        with pytest.raises(Refused):
            close(concern=concern, outcome="done", by=tomas)
        closed = close(concern=concern, outcome="Spoke with him; he is with his sister tonight.", by=tomas)
    assert (closed.closed_by_id, closed.outcome) == (
        cast.staff["tomas"].pk,
        "Spoke with him; he is with his sister tonight.",
    )
    with acting_as(tomas):
        assert queries.open_count(tomas) == 0
    acts = Entry.objects.filter(subject_id=concern.pk).values_list("act", flat=True)
    assert list(acts) == [
        "safety.concern_raised",
        "safety.told",
        "safety.concern_acknowledged",
        "safety.concern_closed",
    ]


@pytest.mark.parametrize("who", ["kit", "ines", "olu", "sam", "chidi"])
def test_only_the_groups_clinicians_answer(cast: Cast, actor: Acting, who: str) -> None:
    concern = observed(cast, actor("ruth"))
    with acting_as(actor(who)), transaction.atomic(), pytest.raises(Missing):
        acknowledge(concern=concern, by=actor(who))


def test_the_system_never_answers_for_a_person(cast: Cast, actor: Acting) -> None:
    concern = observed(cast, actor("ruth"))
    with acting_as(cast.system), transaction.atomic(), pytest.raises(Missing):
        acknowledge(concern=concern, by=cast.system)


def test_the_database_keeps_the_promise_too(cast: Cast, actor: Acting) -> None:
    concern = observed(cast, actor("ruth"))
    with acting_as(cast.system), pytest.raises(IntegrityError), transaction.atomic():
        Concern.unscoped.filter(pk=concern.pk).update(closed_at=concern.raised_at)


def test_at_once_stands_before_today_and_waiting_before_taken_on(cast: Cast, actor: Acting) -> None:
    amber = observed(cast, actor("ruth"))
    (red,) = not_safe(actor)
    ruth = actor("ruth")
    with acting_as(ruth):
        assert [each.pk for each in queries.concern_list(ruth).waiting] == [red.pk, amber.pk]
        with transaction.atomic():
            acknowledge(concern=red, by=ruth)
        found = queries.unclosed_in(ruth, [cast.groups["tuesday"].pk])
    assert [each.pk for each in found] == [amber.pk, red.pk]


def test_a_member_is_told_who_was_told_and_who_has_seen_it(cast: Cast, actor: Acting) -> None:
    (concern,) = not_safe(actor)
    observed(cast, actor("ruth"), name="ana")  # a therapist's own observation is not told here
    ana, ruth = actor("ana"), actor("ruth")
    with acting_as(ana):
        (told,) = queries.told_about(ana)
        assert (told.leaders, told.seen_by) == (["Ruth Adler", "Tomás Vidal"], "")
    with acting_as(ruth), transaction.atomic():
        acknowledge(concern=concern, by=ruth)
    with acting_as(ana):
        assert queries.told_about(ana)[0].seen_by == "Ruth Adler"
    with acting_as(actor("bo")):
        assert queries.told_about(actor("bo")) == []


def test_access_ends_with_the_facilitation_at_once(cast: Cast, actor: Acting) -> None:
    concern = observed(cast, actor("ruth"))
    tomas = actor("tomas")
    with acting_as(cast.system):
        from holdspace.groups.models import Facilitation
        from holdspace.kernel import clock

        Facilitation.unscoped.filter(staff=cast.staff["tomas"]).update(ends_at=clock.now())
    with acting_as(tomas):
        assert queries.open_count(tomas) == 0
        assert queries.concern(tomas, concern.pk) is None
