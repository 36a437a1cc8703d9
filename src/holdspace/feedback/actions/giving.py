"""What members give to each other in a round, and what they send back."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.feedback import policies
from holdspace.feedback.models import Answer, Feedback
from holdspace.feedback.rules.standing import Act, Standing, after
from holdspace.groups.models import Group
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Conflict, Refused
from holdspace.members.models import Member
from holdspace.notes.policies import check_discreet
from holdspace.safety.actions import heed
from holdspace.safety.rules.language import Tier

LONGEST = 2000
"""The most characters of one step, or of an answer: about a page."""

OTHER_DEVICE = _("This was changed on another device in the meantime. Look at both and choose.")


@dataclass(frozen=True, slots=True)
class Parts:
    """The three steps as they arrive from a page; each may be empty, not all. `version` is what was before
    the giver's eyes; 0 for something new."""

    saw: str = ""
    stirred: str = ""
    wish: str = ""
    version: int = 0

    @property
    def texts(self) -> tuple[str, str, str]:
        """What was written, step by step."""
        return self.saw.strip(), self.stirred.strip(), self.wish.strip()


@transaction.atomic
def give(*, feedback: Feedback, parts: Parts, by: Actor) -> Feedback:
    """Write it, or write it anew. It goes on at once, or a leader reads it first: where the round says so,
    where they gave it back before, and always where words of danger stand in it.

    The same words sent twice stay one. Raises Conflict when it was changed on another device.
    """
    policies.check_gives(by, feedback)
    locked = _locked(feedback)
    if _kept_already(locked, parts):
        return locked
    policies.check_can_write(by, locked)
    _check_version(locked, parts)
    _check_texts(parts, locked.group)
    locked.saw, locked.stirred, locked.wish = (text or None for text in parts.texts)
    locked.version, locked.written_at = locked.version + 1, clock.now()
    act = Act.HAND_IN if _is_read_first(locked, by) else Act.SEND
    locked.standing = after(locked.standing, act)
    locked.released_at = clock.now() if act is Act.SEND else None
    locked.save()
    record("feedback.given", by=by, on=locked, about=[by.person_id])
    return locked


@transaction.atomic
def send_back(*, feedback: Feedback, kind: Answer.Kind, text: str, by: Actor) -> Answer:
    """Answer what one received, ask back, or reply to a question; once each, also when it is sent twice."""
    locked = _locked(feedback)
    sent = Answer.visible_to(by).filter(feedback=locked, kind=kind, giver_id=by.person_id).first()
    if sent is not None and sent.text == text.strip():
        return sent
    policies.check_can_send_back(by, locked, kind)
    words = one_text(text, "text")
    check_discreet(words, practice=locked.group.practice)
    answer = _answer(locked, kind, words, by)
    answer.released_at = None if _is_dangerous(words, answer.pk, locked.group, by) else clock.now()
    answer.save(force_insert=True)
    record("feedback.answered", by=by, on=answer, about=[by.person_id])
    return answer


def one_text(text: str, field: str) -> str:
    """What was written, without space around it. Refused when there is nothing, or too much."""
    words = text.strip()
    if not words or len(words) > LONGEST:
        sentence = _("Write a few words; up to about a page.")
        raise Refused(sentence, fields={field: sentence})
    return words


def heeded(text: str, source_id: UUID, group: Group, by: Actor) -> Tier | None:
    """What safety found in a member's words; a concern stands when it found something."""
    writer = Member.visible_to(by).get(pk=by.person_id)
    found = heed(text=text, member=writer, group=group, source_id=source_id, by=by)
    return found.tier if found else None


def _is_dangerous(text: str, source_id: UUID, group: Group, by: Actor) -> bool:
    return heeded(text, source_id, group, by) is Tier.RED


def _is_read_first(locked: Feedback, by: Actor) -> bool:
    """Heeds the words in any case. One concern for each writing: new words may bring a new one."""
    text = "\n\n".join(filter(None, (locked.saw, locked.stirred, locked.wish)))
    source = uuid5(locked.pk, str(locked.version))
    dangerous = _is_dangerous(text, source, locked.group, by)
    return dangerous or locked.round.held or locked.standing in (Standing.WAITING, Standing.HELD)


def _kept_already(locked: Feedback, parts: Parts) -> bool:
    """Whether these words stand there already: a form that was sent twice."""
    stands = (locked.saw or "", locked.stirred or "", locked.wish or "")
    return locked.version > parts.version and stands == parts.texts


def _check_version(locked: Feedback, parts: Parts) -> None:
    if locked.version != parts.version:
        raise Conflict(OTHER_DEVICE, newest=locked.version)


def _check_texts(parts: Parts, group: Group) -> None:
    if not any(parts.texts):
        raise Refused(_("Every step can be skipped, but not all of them. Write a few words to one."))
    if max(map(len, parts.texts)) > LONGEST:
        raise Refused(_("This is longer than a page can hold. Please shorten it a little."))
    check_discreet("\n".join(parts.texts), practice=group.practice)


def _answer(locked: Feedback, kind: Answer.Kind, words: str, by: Actor) -> Answer:
    receiver = locked.receiver_id if kind == Answer.Kind.REPLY else locked.giver_id
    return Answer(
        practice_id=locked.practice_id,
        group_id=locked.group_id,
        feedback=locked,
        giver_id=by.person_id,
        receiver_id=receiver,
        began_at=locked.began_at,
        kind=kind,
        text=words,
        sent_at=clock.now(),
    )


def _locked(feedback: Feedback) -> Feedback:
    rows = Feedback.unscoped.select_for_update(of=("self",))
    return rows.select_related("round", "group__practice").get(pk=feedback.pk)
