"""Psychotherapy notes leave in a package of their own, by an authorisation that is about them alone, or never."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from holdspace.audit.models import Concerned, Entry
from holdspace.kernel import clock
from holdspace.kernel.ids import new_id
from holdspace.kernel.refusals import Missing, Refused
from holdspace.notes import actions as notes
from holdspace.notes.models import Authorisation, PsychotherapyNote
from holdspace.release import actions
from holdspace.release.actions.preparing import going, mark_of
from holdspace.release.models import ApartPackage, Release
from holdspace.release.queries.lists import disclosures, release_page
from holdspace.release.rules.container import opened
from holdspace.release.rules.parts import Part, Why
from holdspace.release.rules.states import State
from holdspace.vault.models import PersonKey
from holdspace.vault.scope import acting_as
from tests.cast import Cast, build_cast, signed_in_client
from tests.contexts.notes.tuesday import as_, last
from tests.contexts.release.packages import approved, everything_in, handed_over, prepared, row, sealed
from tests.furnishing import furnish
from tests.scratch import held_transaction, module_db

DAY = timedelta(days=1)
THOUGHT = "I wanted to win her back, and wondered whose wish that was."
Clients = Callable[[str], Client]


db = module_db()


@pytest.fixture(scope="module")
def full(db: None) -> Cast:
    """A house in which everything has happened; Ruth keeps one thought about Ana apart."""
    cast = build_cast()
    furnish(cast)
    with acting_as(cast.system), transaction.atomic():
        cast.members["bo"].family_name = "Lindqvist"
        cast.members["bo"].save()
        Release.unscoped.filter(authorisation__member=cast.members["ana"]).delete()
        Authorisation.unscoped.filter(member=cast.members["ana"]).delete()
        PsychotherapyNote.unscoped.filter(member=cast.members["ana"]).delete()
    think(cast)
    return cast


@pytest.fixture(autouse=True)
def _undone(full: Cast) -> Iterator[None]:
    with held_transaction():
        yield


@pytest.fixture
def client_of(full: Cast) -> Clients:
    """Somebody of this house at their browser."""
    return lambda name: signed_in_client(full.users[name])


def think(cast: Cast, by: str = "ruth", text: str = THOUGHT, **more: Any) -> PsychotherapyNote:
    with as_(cast.actor(by)) as actor:
        return notes.write_apart(
            member=cast.members["ana"], text=text, by=actor, id=new_id(), **({"session": last(cast)} | more)
        )


def allowed(cast: Cast, **more: Any) -> Authorisation:
    """Ana lets Ruth's notes go to her lawyer."""
    given: dict[str, Any] = {
        "id": new_id(),
        "author_id": cast.staff["ruth"].pk,
        "recipient": "Field and Moor, solicitors",
        "purpose": "A claim against her former employer",
        "expires_on": (clock.now() + 90 * DAY).date(),
        "signed_name": "Ana M.",
    }
    with as_(cast.actor("ana")) as ana:
        return notes.allow(**{**given, **more}, by=ana)


def on_paper(cast: Cast) -> Authorisation:
    today = clock.now().date()
    with as_(cast.actor("ruth")) as ruth:
        return notes.authorise(
            member=cast.members["ana"],
            recipient="Field and Moor, solicitors",
            purpose="A claim",
            signed_on=today,
            expires_on=today + 90 * DAY,
            by=ruth,
        )


def begun(cast: Cast, authorisation: Authorisation | None = None) -> Release:
    authorisation = authorisation or allowed(cast)
    with as_(cast.actor("ruth")) as ruth:
        return actions.begin_apart(authorisation=authorisation, by=ruth)


def filled(cast: Cast, authorisation: Authorisation | None = None, **more: Any) -> Release:
    release = begun(cast, authorisation)
    with as_(cast.actor("ruth")) as ruth:
        every = PsychotherapyNote.visible_to(ruth).filter(member=cast.members["ana"])
        given: dict[str, Any] = {"notes": [note.pk for note in every]}
        given |= {"until": (clock.now() + 14 * DAY).date(), "version": release.version}
        return actions.prepare_apart(release=release, **{**given, **more}, by=ruth)


def package(cast: Cast, release: Release) -> ApartPackage:
    with as_(cast.actor("ruth")) as ruth:
        return ApartPackage.visible_to(ruth).get(release=release)


def acts(cast: Cast, about: str = "ana") -> set[str]:
    with acting_as(cast.system):
        told = Concerned.objects.filter(member_id=cast.members[about].pk).values("entry_id")
        return set(Entry.objects.filter(pk__in=told).values_list("act", flat=True))


# --- The whole way ---------------------------------------------------------------------------------------


def test_they_go_alone_to_one_receiver_when_two_have_approved(full: Cast) -> None:
    release = approved(full, filled(full), "ruth", "tomas")
    release, passphrase = sealed(full, release)
    files = opened(handed_over(full, release, "ruth"), passphrase)
    said = " ".join(everything_in(files).split())
    assert THOUGHT in said
    assert "Field and Moor, solicitors" in said
    assert "PSYTHPN" in said
    for of_the_record in ("Progress note", "PHQ", "Sessions attended", "Goals"):
        assert of_the_record not in said
    assert row(full, release).state == State.HANDED_OVER
    assert package(full, release).files is None
    assert {
        "notes.apart_allowed",
        "release.apart_begun",
        "release.apart_prepared",
        "release.approved",
        "release.sealed",
        "release.handed_over",
    } <= acts(full)


def test_the_accounting_says_what_left_and_by_what(full: Cast) -> None:
    release, _passphrase = sealed(full, approved(full, filled(full), "ruth", "tomas"))
    handed_over(full, release, "ruth")
    with as_(full.actor("ana")) as ana:
        told = next(each for each in disclosures(ana) if each.row.release_id == release.pk)
    assert [str(part) for part in told.what] == ["Psychotherapy notes"]
    assert str(told.ground) == "The person signed an authorisation for psychotherapy notes alone."
    assert (told.recipient, told.why) == (
        "Field and Moor, solicitors",
        "A claim against her former employer",
    )
    assert not told.counted, "45 CFR 164.528(a)(1)(iv) leaves out what was authorised"
    assert (told.row.basis, told.row.parts) == ("apart", ["psychotherapy"])


def test_without_one_they_stay_and_the_copy_says_why(full: Cast) -> None:
    for _authorisation in (None, allowed(full)):
        contents = going(prepared(full))
        assert Why.PSYCHOTHERAPY in {each.why for each in contents.withheld}
        assert Part.PSYCHOTHERAPY not in contents.parts
        assert THOUGHT not in "".join(item.text for item in contents.items)


def test_what_stays_is_said_in_their_own_package_too(full: Cast) -> None:
    contents = going(package(full, filled(full)))
    assert contents.parts == {Part.PSYCHOTHERAPY}
    assert {Why.OWN_PACKAGE, Why.GROUP_NOTE, Why.SUPERVISION, Why.OTHERS} == {
        each.why for each in contents.withheld
    }


# --- Who reads, who fills, who approves ------------------------------------------------------------------


def test_only_the_author_fills_it_and_reads_what_is_in_it(full: Cast) -> None:
    release = filled(full)
    with as_(full.actor("tomas")) as tomas:
        assert not ApartPackage.visible_to(tomas).exists()
        page = release_page(tomas, release.pk)
        assert (page.items, page.hits, page.is_filled, page.notes) == ([], [], False, 1)
        for step in (
            lambda: actions.prepare_apart(
                release=release, notes=[], until=clock.now().date(), version=release.version, by=tomas
            ),
            lambda: actions.leave_out(release=release, item="x", reason="Not needed here.", by=tomas),
            lambda: actions.take_back(release=release, item="x", by=tomas),
            lambda: actions.let_stand(release=release, hit="x", reason="A poet of that name.", by=tomas),
            lambda: actions.seal(release=release, by=tomas),
        ):
            with pytest.raises(Missing):
                step()
    with as_(full.actor("ruth")) as ruth:
        assert [item.item.lines[0][1] for item in release_page(ruth, release.pk).items] == [THOUGHT]


def test_nobody_else_s_notes_are_added_and_nobody_else_begins(full: Cast) -> None:
    other = think(full, "tomas", "Another thought.")
    authorisation = allowed(full)
    with as_(full.actor("tomas")) as tomas, pytest.raises(Missing):
        actions.begin_apart(authorisation=authorisation, by=tomas)
    with as_(full.actor("ruth")) as ruth:
        mine = [note.pk for note in PsychotherapyNote.visible_to(ruth).filter(member=full.members["ana"])]
    release = filled(full, authorisation, notes=[*mine, other.pk])
    said = "".join(item.text for item in going(package(full, release)).items)
    assert THOUGHT in said
    assert "Another thought." not in said


def test_it_is_sealed_under_the_root_of_psychotherapy_notes(full: Cast) -> None:
    kept = package(full, filled(full))
    for name in ("contents", "choices", "hits", "files"):
        field = ApartPackage._meta.get_field(name)
        assert (field.domain.value, field.reader) == ("psychotherapy", "author_id")  # type: ignore[union-attr]
    with acting_as(full.system):
        raw = ApartPackage.unscoped.filter(pk=kept.pk).values_list("contents", flat=True).get()
        key = PersonKey.objects.get(pk=UUID(bytes=bytes(raw)[1:17]))
        assert (key.domain, key.reader_id) == ("psychotherapy", full.staff["ruth"].pk)
        release = Release.unscoped.get(pk=kept.release_id)
        assert (release.contents, release.files, release.hits) == (None, None, None)


def test_two_people_approve_as_ever_and_whoever_noted_the_paper_is_none_of_them(full: Cast) -> None:
    release = filled(full)
    release = approved(full, release, "tomas")
    with as_(full.actor("tomas")) as tomas, pytest.raises(Refused, match="Somebody else"):
        actions.approve(release=release, digest_seen=release.digest, by=tomas)
    with as_(full.actor("ruth")) as ruth, pytest.raises(Refused):
        actions.seal(release=release, by=ruth)
    noted = filled(full, on_paper(full))
    with as_(full.actor("ruth")) as ruth, pytest.raises(Refused, match="asked for a release"):
        actions.approve(release=noted, digest_seen=noted.digest, by=ruth)


def test_the_record_is_never_prepared_into_it_nor_it_into_the_record(full: Cast) -> None:
    release = begun(full)
    from tests.contexts.release.packages import terms

    with as_(full.actor("ruth")) as ruth, pytest.raises(Missing):
        actions.prepare(release=release, terms=terms(), parts=["notes"], version=release.version, by=ruth)
    usual = prepared(full)
    with as_(full.actor("ruth")) as ruth, pytest.raises(Missing):
        actions.prepare_apart(
            release=usual, notes=[], until=clock.now().date(), version=usual.version, by=ruth
        )
    usual.basis = "apart"
    with acting_as(full.system), pytest.raises(IntegrityError), transaction.atomic():
        usual.save()


# --- The authorisation -----------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["prepare", "approve", "seal", "download"])
def test_taken_back_at_any_time_nothing_goes_further(full: Cast, step: str) -> None:
    """The author's own page takes it back without knowing of packages: each step looks again."""
    authorisation = allowed(full)
    release = begun(full, authorisation) if step == "prepare" else filled(full, authorisation)
    if step in ("seal", "download"):
        release = approved(full, release, "ruth", "tomas")
    if step == "download":
        release, _passphrase = sealed(full, release)
    with as_(full.actor("ruth")) as ruth:
        notes.withdraw_authorisation(authorisation=authorisation, by=ruth)
    with pytest.raises(Refused):
        {
            "prepare": lambda: filled(full, authorisation),
            "approve": lambda: approved(full, release, "tomas"),
            "seal": lambda: sealed(full, release),
            "download": lambda: handed_over(full, release, "ruth"),
        }[step]()
    with acting_as(full.system) as system:
        assert actions.expire_due(by=system, now=clock.now()) >= 1
        assert not ApartPackage.unscoped.filter(release=release).exists()
    assert row(full, release).state == State.WITHDRAWN


def test_the_member_takes_it_back_and_what_was_made_is_gone_at_once(full: Cast) -> None:
    authorisation = allowed(full)
    release, _passphrase = sealed(full, approved(full, filled(full, authorisation), "ruth", "tomas"))
    with as_(full.actor("ana")) as ana:
        actions.take_back_authorisation(authorisation=authorisation, by=ana)
    gone = row(full, release)
    assert (gone.state, gone.container) == (State.WITHDRAWN, None)
    with acting_as(full.system):
        assert not ApartPackage.unscoped.filter(release=release).exists()
    assert "notes.apart_authorisation_withdrawn" in acts(full)


def test_after_its_last_day_nothing_leaves(full: Cast) -> None:
    authorisation = allowed(full, expires_on=(clock.now() + 20 * DAY).date())
    with pytest.raises(Refused, match="another look"):
        filled(full, authorisation, until=(clock.now() + 21 * DAY).date())
    release = approved(full, filled(full, authorisation), "ruth")
    with clock.held_at(clock.now() + 22 * DAY), pytest.raises(Refused, match="does not count"):
        approved(full, release, "tomas")


def test_only_notes_of_the_days_that_it_names_go(full: Cast) -> None:
    with clock.held_at(clock.now() + 5 * DAY):
        think(full, text="A later thought.")
    authorisation = allowed(full, notes_until=(clock.now() + 2 * DAY).date())
    said = [item.text for item in going(package(full, filled(full, authorisation))).items]
    assert len(said) == 1
    assert THOUGHT in said[0]


def test_a_member_signs_for_themselves_alone_and_once(full: Cast) -> None:
    id = new_id()
    first, again = (allowed(full, id=id) for _time in range(2))
    assert first.pk == again.pk
    with acting_as(full.system):
        assert Authorisation.unscoped.filter(member=full.members["ana"]).count() == 1
    with pytest.raises(Refused) as refused:
        allowed(full, author_id=full.staff["lena"].pk)
    assert set(refused.value.fields) == {"author_id"}
    with pytest.raises(Refused) as refused:
        allowed(full, signed_name=" ")
    assert set(refused.value.fields) == {"signed_name"}
    with as_(full.actor("bo")) as bo:
        assert not Authorisation.visible_to(bo).filter(pk=first.pk).exists()
        with pytest.raises(Missing):
            actions.take_back_authorisation(authorisation=first, by=bo)


def test_begun_twice_it_is_one_package(full: Cast) -> None:
    authorisation = allowed(full)
    assert begun(full, authorisation).pk == begun(full, authorisation).pk


# --- What the search finds -------------------------------------------------------------------------------


def test_somebody_else_in_a_thought_stops_it_until_its_author_decides(full: Cast) -> None:
    think(full, text="When Bo laughed she looked away.")
    release = filled(full)
    assert release.state == State.PREPARED
    kept = package(full, release)
    assert {hit["found"] for hit in kept.hits} == {"Bo"}
    with pytest.raises(Refused):
        approved(full, release, "tomas")
    with as_(full.actor("ruth")) as ruth:
        release = actions.leave_out(release=release, item=kept.hits[0]["item"], by=ruth)
    assert release.state == State.CHECKED
    assert len(going(package(full, release)).items) == 1


def test_a_namesake_stands_for_a_reason_of_the_author(full: Cast) -> None:
    think(full, text="She read a poem by Lindqvist.")
    release = filled(full, on_paper(full))
    with as_(full.actor("ruth")) as ruth:
        mark = mark_of(package(full, release).hits[0])
        release = actions.let_stand(release=release, hit=mark, reason="A poet of that name.", by=ruth)
    assert release.state == State.CHECKED


def test_part_2_asks_for_a_consent_for_them(full: Cast) -> None:
    with as_(full.actor("ruth")) as ruth:
        actions.protect_group(group=full.groups["tuesday"], by=ruth)
    think(full, text="A thought of no session in particular.", session=None)
    with pytest.raises(Refused) as refused:
        filled(full)
    assert set(refused.value.fields) == {"part2_consent_on"}
    release = filled(full, part2_consent_on=clock.now().date())
    release, passphrase = sealed(full, approved(full, release, "ruth", "tomas"))
    said = " ".join(everything_in(opened(handed_over(full, release, "ruth"), passphrase)).split())
    assert "42 CFR part 2 prohibits unauthorized use or disclosure of these records." in said
    assert said.count("42CFRPart2") >= 2


# --- Pages -----------------------------------------------------------------------------------------------


def test_the_member_signs_on_a_page_of_its_own_and_takes_it_back(full: Cast, client_of: Clients) -> None:
    ana = client_of("ana")
    page = reverse("release:allow")
    shown = ana.get(page).content.decode()
    assert full.staff["ruth"].display_name in shown
    assert "treated, do not depend on it" in shown
    sent = {
        "id": str(new_id()),
        "author_id": str(full.staff["ruth"].pk),
        "recipient": "Field and Moor, solicitors",
        "purpose": "",
        "expires_on": (clock.now() + 30 * DAY).date().isoformat(),
        "signed_name": "Ana M.",
    }
    refused = ana.post(page, sent)
    assert refused.status_code == 422
    assert "Field and Moor" in refused.content.decode(), "what was typed is still there"
    assert ana.post(page, sent | {"purpose": "A claim"}).status_code == 302
    own = ana.get(reverse("release:own")).content.decode()
    assert "Field and Moor, solicitors" in own
    with acting_as(full.system):
        row = Authorisation.unscoped.get(pk=sent["id"])
    assert not row.on_paper
    assert client_of("bo").post(reverse("release:disallow", args=[row.pk])).status_code == 404
    assert ana.post(reverse("release:disallow", args=[row.pk])).status_code == 302
    with acting_as(full.system):
        assert Authorisation.unscoped.get(pk=row.pk).withdrawn_at is not None


def test_the_author_fills_it_and_the_other_one_approves_without_reading(
    full: Cast, client_of: Clients
) -> None:
    authorisation = allowed(full)
    ruth, tomas = client_of("ruth"), client_of("tomas")
    apart = ruth.get(reverse("notes:apart", args=[full.members["ana"].pk])).content.decode()
    assert "Put a package together" in apart
    answer = ruth.post(reverse("release:begin_apart", args=[authorisation.pk]))
    with acting_as(full.system):
        release = Release.unscoped.get(authorisation=authorisation)
        (note,) = PsychotherapyNote.unscoped.filter(
            member=full.members["ana"], author=full.staff["ruth"]
        ).values_list("pk", flat=True)
    prepare = reverse("release:prepare_apart", args=[release.pk])
    assert answer.headers["Location"] == prepare
    assert tomas.get(prepare).status_code == 404
    until = (clock.now() + 14 * DAY).date().isoformat()
    assert ruth.post(prepare, {"until": until, "version": release.version}).status_code == 422
    sent = {"notes": [str(note)], "until": until, "version": release.version}
    assert ruth.post(prepare, sent | {"version": release.version + 9}).status_code == 409
    assert ruth.post(prepare, sent).status_code == 302
    page = reverse("release:release", args=[release.pk])
    assert THOUGHT in ruth.get(page).content.decode()
    seen = tomas.get(page).content.decode()
    assert THOUGHT not in seen
    assert "One note goes." in seen
    assert "Field and Moor, solicitors" in seen
    for other in ("release:seal", "release:fetch", "release:prepare"):
        assert tomas.get(reverse(other, args=[release.pk])).status_code == 404, other
    shown = tomas.get(reverse("release:approve", args=[release.pk])).content.decode()
    assert "one psychotherapy note of" in shown
    assert THOUGHT not in shown
