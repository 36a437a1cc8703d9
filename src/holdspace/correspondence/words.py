"""What messages say: that there is something to see, never what, with whom or when."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

from holdspace.correspondence.models import Reminder

MAILED: Mapping[str, str] = {
    Reminder.Kind.BEFORE: _(
        "You have an appointment soon. When and where, and what you may want to prepare:"
    ),
    Reminder.Kind.CHANGED: _("The time of an appointment has changed. What holds now is here:"),
    Reminder.Kind.RATING: _("There are a few short questions for you. Answer them, or leave them:"),
    Reminder.Kind.AFTER: _(
        "There are a few short questions for you. Answer them, or leave them. This address is for you alone,"
        " and opens without signing in:"
    ),
    Reminder.Kind.DIGEST: _("There is something for you to read, whenever you like:"),
    Reminder.Kind.SIGN: _("There is something for you to read and confirm:"),
    Reminder.Kind.MISSED: _(
        "We thought of you. Nothing has to be done; if you would like to be in touch, or to see what comes"
        " next, it is here:"
    ),
}
"""The sentence of a mail; the address to which it leads follows."""

SHOWN: Mapping[str, str] = {
    Reminder.Kind.BEFORE: _("You have an appointment soon."),
    Reminder.Kind.CHANGED: _("The time of an appointment has changed."),
    Reminder.Kind.RATING: _("There are a few short questions for you."),
    Reminder.Kind.AFTER: _("There are a few short questions for you."),
    Reminder.Kind.DIGEST: _("There is something for you to read, whenever you like."),
    Reminder.Kind.SIGN: _("There is something for you to read and confirm."),
    Reminder.Kind.MISSED: _("We thought of you."),
}
"""The sentence on a device."""

NAMED: Mapping[str, str] = {
    Reminder.Kind.BEFORE: _("that you have an appointment soon"),
    Reminder.Kind.CHANGED: _("that the time of an appointment has changed"),
    Reminder.Kind.RATING: _("that there are a few questions for you"),
    Reminder.Kind.AFTER: _("that there are a few questions for you, now and then"),
    Reminder.Kind.DIGEST: _("that there is something for you to read"),
    Reminder.Kind.SIGN: _("that there is something to read and confirm"),
    Reminder.Kind.MISSED: _("that we thought of you"),
}
"""What mails of a kind say, as the page says it that somebody opens without signing in."""

ALERT = _("Something waits for you that should not wait. Please sign in:")
PUSHED = _("Something waits for you that should not wait.")
TRIAL = _("This device is told when something waits for you.")
