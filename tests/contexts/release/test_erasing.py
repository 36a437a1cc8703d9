"""Who is erased and when: a rule per place, a legal hold, two approvals, and an old backup put back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import transaction

from holdspace.audit.verify import verify_chain
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.models import Member
from holdspace.project import erasing
from holdspace.release import actions
from holdspace.release.models import Erasure, LegalHold
from holdspace.release.queries.keeping import keeping_page
from holdspace.vault import tombstones
from holdspace.vault.models import PersonKey, Tombstone
from holdspace.vault.scope import acting_as
from tests.cast import Cast

pytestmark = pytest.mark.django_db

WHY = "She asked for it in writing."


def leave(cast: Cast, name: str) -> Member:
    member = cast.members[name]
    with acting_as(cast.system), transaction.atomic():
        member.status = Member.Status.LEFT
        member.save()
    return member


def asked(cast: Cast, member: Member, reason: str = WHY) -> Erasure:
    with acting_as(cast.actor("ines")) as ines:
        return actions.ask_for_erasure(member=member, reason=reason, by=ines)


def approved(cast: Cast, erasure: Erasure, *who: str) -> Erasure:
    for name in who:
        with acting_as(cast.actor(name)) as somebody:
            erasure = actions.approve_erasure(erasure=erasure, by=somebody)
    return erasure


def readable(cast: Cast, member: Member) -> bool:
    with acting_as(cast.system) as system, transaction.atomic():
        return Member.visible_to(system).get(pk=member.pk).chosen_name is not None


def test_it_is_done_a_day_after_the_second_approval(cast: Cast) -> None:
    ana = leave(cast, "ana")
    approved(cast, asked(cast, ana), "olu", "sam")
    with acting_as(cast.system) as system:
        assert actions.carry_out_due(by=system, now=clock.now()) == 0
        later = clock.now() + timedelta(days=1, minutes=1)
        with clock.held_at(later):
            assert actions.carry_out_due(by=system, now=later) == 1
    assert not readable(cast, ana)
    assert verify_chain().problems == []


def test_whoever_asked_does_not_approve_and_nobody_twice(cast: Cast) -> None:
    erasure = asked(cast, leave(cast, "ana"))
    with pytest.raises(Refused, match="asked for a release"):
        approved(cast, erasure, "ines")
    approved(cast, erasure, "olu")
    with pytest.raises(Refused, match="Somebody else"):
        approved(cast, erasure, "olu")


def test_before_its_time_only_with_a_reason(cast: Cast) -> None:
    ana = leave(cast, "ana")
    with acting_as(cast.actor("olu")) as olu:
        actions.set_keeping(place="de", extra_years=0, by=olu)
    with pytest.raises(Refused, match="not over"):
        asked(cast, ana, reason="")
    erasure = asked(cast, ana)
    assert erasure.keep_until is not None
    assert erasure.keep_until.year >= clock.now().year + 9


def test_a_legal_hold_stops_everything(cast: Cast) -> None:
    ana = leave(cast, "ana")
    erasure = approved(cast, asked(cast, ana), "olu", "sam")
    with acting_as(cast.actor("ines")) as ines:
        hold = actions.place_hold(member=ana, reason="A lawsuit is announced.", by=ines)
    with pytest.raises(erasing.NotErased, match="legal hold"):
        erasing.erase(str(ana.pk))
    with clock.held_at(clock.now() + timedelta(days=2)), acting_as(cast.system) as system:
        assert actions.carry_out_due(by=system, now=clock.now()) == 0
    assert readable(cast, ana)
    with acting_as(cast.actor("olu")) as olu:
        actions.lift_hold(hold=hold, by=olu)
    assert erasing.erase(str(ana.pk)) >= 1
    assert erasure.second_by_id == cast.staff["sam"].pk


@pytest.mark.parametrize("who", ["ruth", "kit", "ana"])
def test_nobody_else_keeps_or_erases(cast: Cast, actor: Callable[[str], Actor], who: str) -> None:
    ana = leave(cast, "ana")
    erasure = asked(cast, ana)
    with acting_as(actor(who)) as somebody, transaction.atomic():
        assert not Erasure.visible_to(somebody).exists()
        assert not LegalHold.visible_to(somebody).exists()
        for step in (
            lambda: keeping_page(somebody),
            lambda: actions.approve_erasure(erasure=erasure, by=somebody),
            lambda: actions.place_hold(member=ana, reason="a long reason", by=somebody),
        ):
            with pytest.raises(Missing):
                step()


def test_the_list_says_what_falls_due_and_names_people_only_to_who_keeps_the_roster(cast: Cast) -> None:
    leave(cast, "eve")
    with acting_as(cast.actor("olu")) as olu, transaction.atomic():
        actions.set_keeping(place="es", extra_years=1, by=olu)
        [line] = keeping_page(olu).gone
        assert line.name == ""
        assert line.until is not None
        assert not line.due
    with acting_as(cast.actor("ines")) as ines, transaction.atomic():
        assert "Eve" in keeping_page(ines).gone[0].name
    later = clock.now() + timedelta(days=366 * 7)
    with clock.held_at(later), acting_as(cast.actor("ines")) as ines, transaction.atomic():
        assert keeping_page(ines).gone[0].due


# --- The list outside of the database ------------------------------------------------------------------------


def test_the_list_holds_ids_and_shows_what_was_done_to_it(cast: Cast) -> None:
    people = [(member.pk, clock.now()) for member in cast.members.values()]
    assert tombstones.keep(people) == len(people)
    assert tombstones.keep(people) == 0
    path, lines = tombstones.file(), tombstones.file().read_text().splitlines()
    assert tombstones.read().problems == []
    path.write_text("\n".join([*lines[:1], *lines[2:]]) + "\n")
    assert tombstones.read().problems == ["something is missing before line 2"]
    forged = lines[0].replace(str(people[0][0]), str(cast.practice.pk))
    path.write_text("\n".join([*lines, forged]) + "\n")
    assert tombstones.read().problems == [f"line {len(lines) + 1} was changed"]
    assert cast.practice.pk not in tombstones.read().people


def test_whoever_is_in_the_database_alone_is_written_down_again(cast: Cast) -> None:
    Tombstone.objects.create(person_id=cast.members["eve"].pk)
    assert erasing.replay() == 0
    assert set(tombstones.read().people) == {cast.members["eve"].pk}


def test_whoever_comes_back_with_their_keys_is_erased_again(cast: Cast) -> None:
    ana = cast.members["ana"]
    tombstones.keep([(ana.pk, clock.now())])
    assert readable(cast, ana)
    assert erasing.replay() == 1
    assert not readable(cast, ana)
    assert erasing.replay() == 0
    assert not PersonKey.objects.filter(person_id=ana.pk).exists()
    cast.users["ana"].refresh_from_db()
    assert not cast.users["ana"].is_active
    assert verify_chain().problems == []


def test_the_first_day_is_that_of_the_rule(cast: Cast) -> None:
    ana = leave(cast, "ana")
    with acting_as(cast.system), transaction.atomic():
        ana.birth_date = "2010-05-01"
        ana.save()
    with acting_as(cast.actor("olu")) as olu:
        actions.set_keeping(place="us-ny", extra_years=0, by=olu)
    erasure = asked(cast, ana)
    assert erasure.keep_until is not None
    assert erasure.keep_until >= date(2032, 5, 1)
