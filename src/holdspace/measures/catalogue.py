"""The instruments of this installation: what ships with Holdspace, and the content packs switched on.

Content packs are off by default; the setting `HOLDSPACE_MEASURE_PACKS` names their folders.
"""

from __future__ import annotations

from django.conf import settings

from holdspace.kernel.refusals import Missing
from holdspace.kernel.words import gettext_noop
from holdspace.measures.library import Library, library
from holdspace.measures.rules.instrument import Asked, Instrument

NO_SUCH_INSTRUMENT = gettext_noop("There is no such questionnaire.")


def instrument_ids() -> tuple[str, ...]:
    """The ids of all instruments, also of shells without wording, in alphabetical order."""
    return _library().ids


def instrument(id: str) -> Instrument:
    """The instrument with this id: "phq-9", "gad-7", "session-rating". Raises Missing for others."""
    try:
        return _library().instrument(id)
    except KeyError as error:
        raise Missing(NO_SUCH_INSTRUMENT) from error


def asked_with_check_in() -> tuple[Instrument, ...]:
    """What a group can be asked with its check-in, in the usual order; never a shell without wording."""
    found = (instrument(id) for id in sorted(instrument_ids(), key=usual_order))
    return tuple(each for each in found if each.asked is Asked.CHECK_IN and each.can_be_asked)


def usual_order(id: str) -> tuple[bool, str]:
    """The PHQ-9 first, as on paper; the rest by name. A key to sort by."""
    return (id != "phq-9", id)


def _library() -> Library:
    return library(tuple(settings.HOLDSPACE_MEASURE_PACKS))
