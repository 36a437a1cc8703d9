"""Something that a member wrote is read for words of danger; it is kept whatever stands in it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client

from holdspace.groups.actions import set_contact
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.safety import queries
from holdspace.safety.actions import heed, say_not_safe, worry
from holdspace.safety.actions.rota import set_escalation
from holdspace.safety.rules.language import Found, Tier
from holdspace.vault.scope import acting_as
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Acting = Callable[[str], Actor]

DARK = "I want to die, and I do not know whom to tell."


def written(cast: Cast, by: Actor, text: str, source: UUID) -> Found | None:
    with acting_as(by), transaction.atomic():
        return heed(
            text=text, member=cast.members["ana"], group=cast.groups["tuesday"], source_id=source, by=by
        )


def test_words_of_danger_reach_the_leaders_once(cast: Cast, actor: Acting) -> None:
    source = uuid4()
    for _again in range(2):
        found = written(cast, actor("ana"), DARK, source)
        assert found is not None
        assert found.tier is Tier.RED
    with acting_as(actor("ruth")):
        (concern,) = queries.concern_list(actor("ruth")).waiting
        assert (concern.source, concern.severity, concern.what) == ("text", "red", DARK)
    with acting_as(actor("kit")):
        assert queries.open_count(actor("kit")) == 0


def test_the_member_is_told_who_knows(cast: Cast, actor: Acting) -> None:
    written(cast, actor("ana"), DARK, uuid4())
    with acting_as(actor("ana")):
        (told,) = queries.told_about(actor("ana"))
    assert told.leaders == ["Ruth Adler", "Tomás Vidal"]


def test_other_words_raise_nothing(cast: Cast, actor: Acting) -> None:
    assert written(cast, actor("ana"), "I set the table for two.", uuid4()) is None
    with acting_as(actor("ruth")):
        assert queries.open_count(actor("ruth")) == 0


# --- What could not be sent ------------------------------------------------------------------------------

NUMBER = "I want to die. Call me on 07700 900123."


def sees(cast: Cast, name: str) -> list[str]:
    with acting_as(cast.actor(name)) as clinician, transaction.atomic():
        return [each.what or "" for each in queries.concern_list(clinician).waiting]


@pytest.mark.parametrize("path", ["encourage", "write"])
def test_a_refusal_never_stands_without_help_beside_it(
    cast: Cast, client_of: Callable[[str], Client], path: str
) -> None:
    ana, group = client_of("ana"), cast.groups["tuesday"]
    with acting_as(cast.actor("ruth")) as ruth, transaction.atomic():
        set_contact(group=group, contact_rule="space", open_hours=(), by=ruth)
    words = {"text": NUMBER, "to": "", "share": "named"}
    for _ in range(2):
        page = ana.post(f"/between/{group.pk}/{path}/", words, follow=True).content.decode()
        assert "telephone number" in page
        assert "You do not have to wait with this" in page
        assert "Samaritans" in page
    assert len(sees(cast, "ruth")) >= 1
    assert set(sees(cast, "ruth")) == {NUMBER}


def test_the_same_words_tried_again_are_one_concern(cast: Cast, client_of: Callable[[str], Client]) -> None:
    ana, group = client_of("ana"), cast.groups["tuesday"]
    with acting_as(cast.actor("ruth")) as ruth, transaction.atomic():
        set_contact(group=group, contact_rule="space", open_hours=(), by=ruth)
    for _ in range(3):
        assert ana.post(f"/between/{group.pk}/encourage/", {"text": NUMBER, "to": ""}).status_code == 422
    assert sees(cast, "ruth") == [NUMBER]


FAR_TOO_LONG = f"{'And then we walked on along the river. ' * 400}{DARK}"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/between/{group}/write/", {"text": FAR_TOO_LONG, "share": "me"}),
        ("/between/{group}/encourage/", {"text": FAR_TOO_LONG, "to": ""}),
        ("/between/{group}/helped/", {"words": FAR_TOO_LONG, "said": ""}),
        ("/check-in/{session}/", {"brings": FAR_TOO_LONG, "version": "0"}),
    ],
)
def test_what_no_form_takes_is_heard_all_the_same(
    cast: Cast, client_of: Callable[[str], Client], path: str, words: dict[str, str]
) -> None:
    address = path.format(group=cast.groups["tuesday"].pk, session=cast.sessions["tuesday_next"].pk)
    ana = client_of("ana")
    for _ in range(2):
        refused = ana.post(address, words)
        assert refused.status_code == 422
        assert "You do not have to wait with this" in refused.content.decode()
    (heard,) = sees(cast, "ruth")
    assert heard.endswith(DARK)


def test_a_check_in_is_read_and_kept(cast: Cast, client_of: Callable[[str], Client]) -> None:
    """Also one that was meant for nobody: the page says who reads it now."""
    path, ana = f"/check-in/{cast.sessions['tuesday_next'].pk}/", client_of("ana")
    kept = ana.post(path, {"brings": DARK, "share": "nobody", "version": "0"}, follow=True).content.decode()
    assert "It is kept." in kept
    assert "for you alone" not in kept
    assert "Your therapists were told, and can read these words" in kept
    assert "Samaritans" in kept
    ana.post(path, {"brings": DARK, "share": "nobody", "version": "0"})
    assert sees(cast, "ruth") == [DARK]
    calmer = ana.post(path, {"brings": "Better today.", "share": "nobody", "version": "1"}, follow=True)
    assert "It is kept." in calmer.content.decode()
    assert sees(cast, "ruth") == [DARK]


def test_an_ordinary_check_in_raises_nothing(cast: Cast, client_of: Callable[[str], Client]) -> None:
    path = f"/check-in/{cast.sessions['tuesday_next'].pk}/"
    words = {"brings": "A quarrel that goes round in my head.", "share": "nobody", "version": "0"}
    kept = client_of("ana").post(path, words, follow=True).content.decode()
    assert "What you wrote is for you alone." in kept
    assert sees(cast, "ruth") == []


# --- How much is told, and how well ----------------------------------------------------------------------

DENIED = "I would never kill myself, do not worry."


def test_a_practice_can_leave_out_what_is_denied_and_never_what_is_red(cast: Cast, actor: Acting) -> None:
    with acting_as(cast.actor("ines")) as ines, transaction.atomic():
        set_escalation(red_minutes=15, amber_minutes=240, pager="", sensitivity="plain", by=ines)
    assert written(cast, actor("ana"), DENIED, uuid4()) is None
    assert written(cast, actor("ana"), DARK, uuid4()) is not None
    assert sees(cast, "ruth") == [DARK]


def test_by_default_everything_is_told(cast: Cast, actor: Acting) -> None:
    found = written(cast, actor("ana"), DENIED, uuid4())
    assert found is not None
    assert found.tier is Tier.AMBER


def test_a_clinician_reads_which_words_led_to_it_and_marks_it(
    cast: Cast, actor: Acting, client_of: Callable[[str], Client]
) -> None:
    written(cast, actor("ana"), DENIED, uuid4())
    written(cast, actor("ana"), DARK, uuid4())
    ruth = client_of("ruth")
    with acting_as(cast.actor("ruth")) as who, transaction.atomic():
        concerns = queries.concern_list(who).waiting
    red, amber = concerns
    page = ruth.get(f"/safety/concerns/{amber.pk}/").content.decode()
    assert "“kill myself”" in page
    assert "counts less: denied" in " ".join(page.split())
    assert "Was it meant so?" in page
    page = ruth.post(f"/safety/concerns/{amber.pk}/judge/", {"meant": "no"}, follow=True).content.decode()
    assert "You said: it was not meant so." in page
    ruth.post(f"/safety/concerns/{red.pk}/judge/", {"meant": "yes"})
    with acting_as(cast.actor("ines")) as ines, transaction.atomic():
        counted = {each.severity.value: (each.told, each.percent) for each in queries.heard(ines)}
    # Wilson's interval of 1 of 1 is 0.2065 to 1, of 0 of 1 is 0 to 0.7935 (worked out by hand from 1 / (1 + z²))
    assert counted == {"red": (1, (100, 21, 100)), "amber": (1, (0, 0, 79))}
    assert "100 % (95 %: 21 to 100)" in client_of("ines").get("/safety/on-call/").content.decode()


def test_nobody_else_marks_and_only_texts_are_marked(
    cast: Cast, actor: Acting, client_of: Callable[[str], Client]
) -> None:
    written(cast, actor("ana"), DARK, uuid4())
    with acting_as(cast.actor("ruth")) as who, transaction.atomic():
        (concern,) = queries.concern_list(who).waiting
    for name in ("kit", "ines", "ana", "bo"):
        assert (
            client_of(name).post(f"/safety/concerns/{concern.pk}/judge/", {"meant": "yes"}).status_code == 404
        )
    with acting_as(cast.actor("ana")) as ana, transaction.atomic():
        (pressed,) = say_not_safe(by=ana)
    answer = client_of("ruth").post(f"/safety/concerns/{pressed.pk}/judge/", {"meant": "yes"})
    assert (answer.status_code, "Only what was found in a text" in answer.content.decode()) == (422, True)


# --- Another member is worried ---------------------------------------------------------------------------


def test_nobody_is_worried_about_somebody_of_another_circle(cast: Cast) -> None:
    with acting_as(cast.actor("ana")) as ana, transaction.atomic(), pytest.raises(Missing):
        worry(
            about_id=cast.members["dana"].pk,
            group=cast.groups["tuesday"],
            source_id=uuid4(),
            words="I heard something.",
            by=ana,
        )
