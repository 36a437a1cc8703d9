"""The questionnaires (instruments) that are here: what ships with Holdspace, the content packs switched on,
and the words that the practice of whoever acts has for shells.

Content packs are off by default; the setting `HOLDSPACE_MEASURE_PACKS` names their folders. A practice's own
words hold in that practice alone: the one of `vault.scope.current_actor`, asked once in a request.
"""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from django.conf import settings

from holdspace.kernel.ids import NOBODY
from holdspace.kernel.refusals import Missing
from holdspace.kernel.words import gettext_noop
from holdspace.measures.library import Library, library
from holdspace.measures.models import Wording
from holdspace.measures.rules.instrument import Asked, BrokenInstrument, Instrument, with_wording
from holdspace.measures.rules.wording import shell_of
from holdspace.vault.scope import current_actor, once

NO_SUCH_INSTRUMENT = gettext_noop("There is no such questionnaire.")

MOST_READ = 256
"""So many wordings are kept as they were read, over all practices."""


def instrument_ids() -> tuple[str, ...]:
    """The ids of all instruments, also of shells without wording, in alphabetical order."""
    return _installed().ids


def instrument(id: str) -> Instrument:
    """The instrument with this id: "phq-9", "gad-7", "session-rating". Raises Missing for others."""
    try:
        return _library().instrument(id)
    except KeyError as error:
        raise Missing(NO_SUCH_INSTRUMENT) from error


def asked_with_check_in() -> tuple[Instrument, ...]:
    """What a group can be asked with its check-in, in the usual order; never a shell without wording."""
    return _asked(Asked.CHECK_IN)


def entered_by_leaders() -> tuple[Instrument, ...]:
    """What leaders enter from paper or ask in person, in the usual order; never a shell without wording."""
    return _asked(Asked.CHECK_IN, Asked.INTERVIEW)


def _asked(*ways: Asked) -> tuple[Instrument, ...]:
    here = _library()
    found = (here.instrument(id) for id in sorted(here.ids, key=usual_order))
    return tuple(each for each in found if each.asked in ways and each.can_be_asked)


def title(id: str, language: str) -> str:
    """What an instrument is called; its id, where a later release has it no more."""
    try:
        return instrument(id).title(language)
    except Missing:
        return id


def usual_order(id: str) -> tuple[bool, str]:
    """The PHQ-9 first, as on paper; the rest by name. A key to sort by."""
    return (id != "phq-9", id)


def worded(toml_text: str) -> Instrument:
    """The shell of this installation with the words of a wording file; BrokenInstrument names the place."""
    return _worded(toml_text, tuple(settings.HOLDSPACE_MEASURE_PACKS))


@lru_cache(maxsize=MOST_READ)
def _worded(toml_text: str, packs: tuple[str, ...]) -> Instrument:
    name = shell_of(toml_text)
    try:
        shell = library(packs).instrument(name)
    except KeyError as error:
        raise BrokenInstrument(f"instrument: there is no questionnaire {name!r} here") from error
    return with_wording(shell, toml_text)


def fits(toml_text: str) -> bool:
    """Whether kept words fit the shell that is here now; a later release may have another version of it."""
    try:
        worded(toml_text)
    except BrokenInstrument:
        return False
    return True


def _library() -> Library:
    own = _own(current_actor().practice_id)
    return Library({**_installed().read, **own}) if own else _installed()


def _own(practice_id: UUID) -> dict[str, Instrument]:
    """The shells for which a practice has words that fit; one query in a request."""
    if practice_id == NOBODY:
        return {}
    texts = once(("wordings", practice_id), lambda: Wording.texts_of(practice_id))
    return {each.id: each for each in map(worded, filter(fits, texts))}


def _installed() -> Library:
    return library(tuple(settings.HOLDSPACE_MEASURE_PACKS))
