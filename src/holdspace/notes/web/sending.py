"""From what a form sent to actions, and back to an outcome for the page."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.notes import actions
from holdspace.notes.models import GroupNote, MemberNote
from holdspace.notes.policies import Note
from holdspace.notes.queries import GROUP, editor, member_of
from holdspace.notes.web.forms import Draft, drafts_in
from holdspace.notes.web.page import Outcome
from holdspace.sessions.models import GroupSession
from holdspace.vault import keyring

ALL = "all"
"""The value of a button that means every note at once."""


def save(session: GroupSession, sent: QueryDict, by: Actor) -> Outcome:
    """Save every layer in which something was typed; one that cannot be saved keeps back no other."""
    drafts = drafts_in(sent)
    asked = {sent.get("sign"), sent.get("save")}
    versions = {draft.key: draft.version for draft in drafts.values()}
    saved: set[str] = set()
    crossed: dict[str, actions.Crossed] = {}
    refused: dict[str, Refused] = {}
    for draft in drafts.values():
        unwritten = draft.version == 0 and draft.key in asked  # an absence, as it was put in for the writer
        if not (draft.texts and (draft.is_changed or unwritten)):
            continue
        try:
            versions[draft.key] = _save(session, draft, by)
            saved.add(draft.key)
        except actions.Crossed as crossing:
            crossed[draft.key] = crossing
        except Missing:
            raise
        except Refused as refusal:
            refused[draft.key] = refusal
    return Outcome(drafts, versions, frozenset(saved), crossed, refused)


def _save(session: GroupSession, draft: Draft, by: Actor) -> int:
    if draft.is_group:
        return actions.save_group_note(session=session, fields=draft.texts, version=draft.version, by=by)
    member = member_of(by, session, _uuid(draft.key))
    return actions.save_member_note(
        session=session, member=member, fields=draft.texts, version=draft.version, by=by
    )


def sign(session: GroupSession, sent: QueryDict, by: Actor, outcome: Outcome) -> tuple[Outcome, list[str]]:
    """Sign what the pressed button asks for, unless it could not even be saved; also what is signed."""
    key = sent.get("sign", "")
    if key == ALL:
        return _sign_all(session, by, outcome)

    def one() -> None:
        reason = outcome.drafts[key].reason if key in outcome.drafts else None
        seen = outcome.versions.get(key)
        if key == GROUP:
            actions.sign_group_note(session=session, by=by, version=seen, reason=reason)
        else:
            member = member_of(by, session, _uuid(key))
            actions.sign_member_note(session=session, member=member, by=by, version=seen, reason=reason)

    return _one(key, outcome, one)


def _sign_all(session: GroupSession, by: Actor, outcome: Outcome) -> tuple[Outcome, list[str]]:
    """Every note that is ready; what is not ready says so in its own card already and is no refusal."""
    if outcome.crossed:
        return outcome, []
    try:
        signing = actions.sign_notes(session=session, by=by, versions=outcome.versions)
    except Refused as refusal:
        return _refused(outcome, GROUP, refusal), []
    overtaken = {key: left for key, left in signing.left.items() if isinstance(left, Conflict)}
    return replace(outcome, refused={**outcome.refused, **overtaken}), list(signing.signed)


def cosign(session: GroupSession, sent: QueryDict, by: Actor, outcome: Outcome) -> tuple[Outcome, list[str]]:
    """Co-sign one note, or all that wait for the actor."""
    key = sent.get("cosign", "")
    keys = [layer.key for layer in editor(session, by).cosignable] if key == ALL else [key]
    done: list[str] = []
    for each in keys:
        outcome, now = _one(each, outcome, lambda each=each: _cosign(session, each, by))  # type: ignore[misc]
        done += now
    return outcome, done


def _cosign(session: GroupSession, key: str, by: Actor) -> None:
    actions.cosign(note=_note(session, key, by), by=by)


def amend(session: GroupSession, sent: QueryDict, by: Actor, outcome: Outcome) -> tuple[Outcome, list[str]]:
    """Add what was typed to the signed note whose button was pressed."""
    key = sent.get("amend", "")
    draft = outcome.drafts.get(key)
    text, reason = (draft.amendment, draft.reason) if draft else ("", None)
    return _one(
        key, outcome, lambda: actions.amend(note=_note(session, key, by), text=text, by=by, reason=reason)
    )


def anchor(sent: QueryDict) -> str:
    """Where on the page the pressed button stands."""
    key = next((sent[name] for name in ("save", "sign", "cosign", "amend") if sent.get(name)), "")
    return f"#card-{key}" if key and key != ALL else ""


def keep_secret(actor: Actor) -> str:
    """The key with which this person's browser seals what it keeps until the server has it (base64)."""
    return base64.b64encode(bytes.fromhex(keyring.blind_index("notes-kept", str(actor.user_id)))).decode()


def _one(key: str, outcome: Outcome, act: Callable[[], object]) -> tuple[Outcome, list[str]]:
    if key in outcome.crossed or key in outcome.refused:
        return outcome, []
    try:
        act()
    except Missing:
        raise
    except Refused as refusal:
        return _refused(outcome, key, refusal), []
    return outcome, [key]


def _refused(outcome: Outcome, key: str, refusal: Refused) -> Outcome:
    return replace(outcome, refused={**outcome.refused, key: refusal})


def _note(session: GroupSession, key: str, by: Actor) -> Note:
    if key == GROUP:
        note: Note | None = GroupNote.visible_to(by).filter(session=session).first()
    else:
        note = MemberNote.visible_to(by).filter(session=session, member=_uuid(key)).first()
    if note is None:
        raise Missing(_("This note does not exist."))
    note.session = session
    return note


def _uuid(key: str) -> UUID:
    try:
        return UUID(key)
    except ValueError:
        raise Missing(_("This note does not exist.")) from None
