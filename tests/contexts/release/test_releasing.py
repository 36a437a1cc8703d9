"""From a request to a file: what is in it, what is not, who approves, what is written down."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, transaction

from holdspace.audit.models import Entry
from holdspace.audit.verify import verify_chain
from holdspace.kernel import clock
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.notes.models import MemberNote
from holdspace.release import actions
from holdspace.release.actions.preparing import going, mark_of
from holdspace.release.models import Disclosure, Release
from holdspace.release.rules.bases import Basis
from holdspace.release.rules.container import listed
from holdspace.release.rules.parts import Part, Purpose, Why
from holdspace.release.rules.states import State
from holdspace.vault.scope import acting_as
from tests.cast import Cast, build_cast
from tests.contexts.release.packages import (
    approved,
    asked,
    everything_in,
    handed_over,
    poppler,
    prepared,
    row,
    sealed,
    terms,
    whole_way,
)
from tests.furnishing import furnish
from tests.scratch import held_transaction, module_db

db = module_db()


@pytest.fixture(scope="module")
def full(db: None) -> Cast:
    """A house in which everything has happened, furnished once."""
    cast = build_cast()
    furnish(cast)
    families = {"ana": "Marsh", "bo": "Lindqvist", "chidi": "Eze", "eve": "Roth", "dana": "Petrova"}
    with acting_as(cast.system), transaction.atomic():
        for name, family in families.items():
            cast.members[name].family_name = family
            cast.members[name].save()
        note = MemberNote.unscoped.get(member=cast.members["ana"], session=cast.sessions["tuesday_signed"])
        note.participation = "She told of the move to the coast, and was heard."
        note.save()
    return cast


@pytest.fixture(autouse=True)
def _undone(full: Cast) -> Iterator[None]:
    with held_transaction():
        yield


def test_a_copy_goes_the_whole_way(full: Cast) -> None:
    release, files = whole_way(full)
    assert [name for name, _ in files] == ["record.pdf", "record.json"]
    said = everything_in(files)
    assert "the move to the coast" in said
    for other in ("Lindqvist", "Chidi", "Petrova", "Eze"):
        assert other not in said
    assert "Northfield Clinic" in said
    assert row(full, release).state == State.HANDED_OVER
    with acting_as(full.actor("ana")) as ana, transaction.atomic():
        told = Disclosure.visible_to(ana).get(release=release)
        assert told.said["recipient"] == "Northfield Clinic"
        assert (told.purpose, told.basis) == ("own", "own_request")
    assert verify_chain().problems == []


def test_the_paper_can_be_listened_to_and_says_whose_copy_it_is(full: Cast) -> None:
    release, files = whole_way(full)
    told = poppler(files[0][1])
    if not told:
        pytest.skip("no poppler found on this machine")
    text, _meta, info = told
    assert "Tagged:          yes" in info
    pages = text.split("\f")[:-1]
    assert pages
    assert all(release.code in page and "Northfield Clinic" in page for page in pages)


def test_the_container_says_nothing_without_its_passphrase(full: Cast) -> None:
    release, passphrase = sealed(full, approved(full, prepared(full), "ruth", "tomas"))
    content = handed_over(full, release)
    assert listed(content) == ["record.pdf", "record.json"]
    assert b"coast" not in content
    assert passphrase not in str(release.__dict__)
    assert len(passphrase.replace("-", "")) == 20


def test_drafts_group_notes_and_private_words_stay(full: Cast) -> None:
    contents = going(prepared(full))
    why = {(each.why, each.part) for each in contents.withheld}
    assert (Why.DRAFT, Part.NOTES) in why
    assert {Why.PSYCHOTHERAPY, Why.GROUP_NOTE, Why.SUPERVISION, Why.OTHERS} <= {each for each, _ in why}
    assert {item.part for item in contents.items} >= {Part.ATTENDANCE, Part.NOTES, Part.SCORES, Part.GOALS}
    kept = going(prepared(full, who="bo"))  # Bo keeps what he brings to himself
    assert (Why.KEPT, Part.CHECK_INS) in {(each.why, each.part) for each in kept.withheld}


def test_what_lies_in_a_group_of_others_is_only_counted(full: Cast) -> None:
    contents = going(prepared(full))  # Ana sat on Wednesdays once, which Wren leads
    elsewhere = [each for each in contents.withheld if each.why is Why.ELSEWHERE]
    assert {each.part for each in elsewhere} >= {Part.NOTES, Part.ATTENDANCE}
    assert len(contents.of(Part.NOTES)) == 1


def test_a_purpose_takes_what_it_needs(full: Cast) -> None:
    given = terms(Purpose.PAYMENT, Basis.CARE)
    contents = going(prepared(full, given=given, parts=[part.value for part in Part]))
    assert {item.part for item in contents.items} == {Part.ATTENDANCE}


def named(cast: Cast, text: str) -> Release:
    with acting_as(cast.system), transaction.atomic():
        note = MemberNote.unscoped.get(member=cast.members["ana"], session=cast.sessions["tuesday_signed"])
        note.response = text
        note.save()
    return prepared(cast)


@pytest.mark.parametrize(
    "text",
    [
        "Bo answered her.",
        "A word of Lindqvst stayed with her.",
        "She will call Dana Petrova.",
        "Petrova came by.",
    ],
)
def test_somebody_else_in_a_text_stops_it(full: Cast, text: str) -> None:
    release = named(full, text)
    assert release.state == State.PREPARED
    assert all(hit["item"].startswith("notes:") for hit in release.hits)
    with acting_as(full.actor("tomas")) as tomas, pytest.raises(Refused):
        actions.approve(release=release, digest_seen=release.digest, by=tomas)


def test_leaving_the_note_out_lets_it_go_on(full: Cast) -> None:
    release = named(full, "Bo answered her.")
    with acting_as(full.actor("ruth")) as ruth:
        release = actions.leave_out(release=release, item=release.hits[0]["item"], by=ruth)
    assert release.state == State.CHECKED
    assert Why.NAMES_OTHERS in {each.why for each in going(release).withheld}
    assert going(release).of(Part.NOTES) == []


def test_a_namesake_may_stand_for_a_reason(full: Cast) -> None:
    release = named(full, "She read a poem by Petrova.")
    mark = mark_of(release.hits[0])
    with acting_as(full.actor("ruth")) as ruth:
        with pytest.raises(Refused):
            actions.let_stand(release=release, hit=mark, reason="no", by=ruth)
        release = actions.let_stand(release=release, hit=mark, reason="A poet of that name.", by=ruth)
    assert release.state == State.CHECKED
    assert release.choices["stands"][0]["reason"] == "A poet of that name."


def test_two_people_approve_and_neither_asked(full: Cast) -> None:
    release = prepared(full)
    release = approved(full, release, "ruth")
    with acting_as(full.actor("ruth")) as ruth, pytest.raises(Refused, match="Somebody else"):
        actions.approve(release=release, digest_seen=release.digest, by=ruth)
    with acting_as(full.actor("ruth")) as ruth, pytest.raises(Refused):
        actions.seal(release=release, by=ruth)
    with acting_as(full.actor("ruth")) as ruth:
        begun = actions.begin_release(member_id=full.members["ana"].pk, by=ruth)
        begun = actions.prepare(release=begun, terms=terms(), parts=["notes"], version=begun.version, by=ruth)
        with pytest.raises(Refused, match="asked for a release"):
            actions.approve(release=begun, digest_seen=begun.digest, by=ruth)


def test_nobody_approves_what_they_did_not_see(full: Cast) -> None:
    release = prepared(full)
    with acting_as(full.actor("tomas")) as tomas, pytest.raises(Conflict):
        actions.approve(release=release, digest_seen="0" * 64, by=tomas)


def test_preparing_again_takes_approvals_back(full: Cast) -> None:
    release = approved(full, prepared(full), "tomas")
    with acting_as(full.actor("ruth")) as ruth:
        release = actions.prepare(
            release=release, terms=terms(), parts=["attendance"], version=release.version, by=ruth
        )
    assert (release.state, release.first_by_id) == (State.CHECKED, None)


@pytest.mark.parametrize("who", ["kit", "ines", "olu", "bo", "dana", "lena"])
def test_nobody_else_knows_of_it(full: Cast, who: str) -> None:
    release = prepared(full)
    with acting_as(full.actor(who)) as somebody, transaction.atomic():
        assert not Release.visible_to(somebody).filter(pk=release.pk).exists()
        for step in (
            lambda: actions.approve(release=release, digest_seen=release.digest, by=somebody),
            lambda: actions.seal(release=release, by=somebody),
            lambda: actions.download(release=release, by=somebody),
            lambda: actions.withdraw(release=release, by=somebody),
        ):
            with pytest.raises(Missing):
                step()


def test_part_2_goes_with_consent_and_its_notice(full: Cast) -> None:
    with acting_as(full.actor("ruth")) as ruth:
        actions.protect_group(group=full.groups["tuesday"], by=ruth)
    care = terms(Purpose.CARE, Basis.CARE)
    without = going(prepared(full, given=care))
    assert Why.PART2 in {each.why for each in without.withheld}
    assert without.of(Part.NOTES) == []
    signed = terms(Purpose.CARE, Basis.CARE, part2_consent_on=clock.now().date())
    release, passphrase = sealed(full, approved(full, prepared(full, given=signed), "ruth", "tomas"))
    from holdspace.release.rules.container import opened

    said = everything_in(opened(handed_over(full, release, "ruth"), passphrase))
    assert "42 CFR part 2 prohibits unauthorized use or disclosure of these records." in " ".join(
        said.split()
    )
    assert "42CFRPart2" in said


def test_the_member_does_not_fetch_what_is_for_somebody_else(full: Cast) -> None:
    release, _ = sealed(
        full, approved(full, prepared(full, given=terms(Purpose.CARE, Basis.CARE)), "ruth", "tomas")
    )
    with pytest.raises(Missing):
        handed_over(full, release, "ana")
    assert handed_over(full, release, "tomas")


def test_after_its_day_nothing_is_left_but_that_it_was(full: Cast) -> None:
    from datetime import timedelta

    release, _files = whole_way(full)
    with clock.held_at(clock.now() + timedelta(days=20)), acting_as(full.system) as system:
        assert actions.expire_due(by=system, now=clock.now()) == 1
    kept = row(full, release)
    assert (kept.container, kept.files, kept.contents) == (None, None, None)
    assert kept.state == State.HANDED_OVER
    with pytest.raises(Missing):
        handed_over(full, release)


def test_what_was_disclosed_is_never_changed(full: Cast) -> None:
    release, _files = whole_way(full)
    with acting_as(full.system):
        told = Disclosure.unscoped.get(release=release)
        told.purpose = "care"
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
            told.save()
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
            told.delete()


def test_every_step_is_in_the_chain(full: Cast) -> None:
    whole_way(full)
    acts = set(Entry.objects.filter(act__startswith="release.").values_list("act", flat=True))
    assert acts == {
        "release.requested",
        "release.prepared",
        "release.approved",
        "release.sealed",
        "release.handed_over",
        "release.downloaded",
    }


def test_a_member_has_a_few_open_at_a_time(full: Cast) -> None:
    for _each in range(4):  # one waits already
        asked(full)
    with pytest.raises(Refused):
        asked(full)
