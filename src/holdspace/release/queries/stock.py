"""Where the contents of a release lie: in the release itself, or apart, for the author of the notes alone."""

from __future__ import annotations

from typing import TypeAlias

from django.utils.translation import gettext_lazy as _

from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.release.models import ApartPackage, Release

Stock: TypeAlias = Release | ApartPackage
"""What holds `contents`, `choices`, `hits` and `files`."""


def stock_of(release: Release, actor: Actor) -> Stock:
    """What holds the contents of a release; Missing where the actor may not read them."""
    if not release.is_apart:
        return release
    row = stock_or_none(release, actor)
    if row is None:
        raise Missing(_("This page does not exist."))
    return row


def stock_or_none(release: Release, actor: Actor) -> Stock | None:
    """What holds the contents of a release; None where there is nothing that the actor may read."""
    if not release.is_apart:
        return release
    return ApartPackage.visible_to(actor).filter(release=release).first()
