"""The screen as it is shown after something was sent: what stands, what was typed, what went wrong."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from holdspace.kernel import clock
from holdspace.kernel.refusals import Conflict, Refused
from holdspace.notes.actions import Crossed
from holdspace.notes.queries import Editor, Field, Kind, Layer
from holdspace.notes.web.forms import Draft
from holdspace.ui.rules.circle import FEWEST_SEATS, MOST_SEATS, Seat


@dataclass(frozen=True, slots=True)
class Theirs:
    """What somebody else wrote in one field while the reader wrote something else."""

    name: str
    label: str
    text: str
    shown: str = ""
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one request: what was typed, the versions that the sender has seen or made by it, which
    layers were saved, which crossed with somebody else's, and refusals; all by the layers' keys."""

    drafts: Mapping[str, Draft] = field(default_factory=dict)
    versions: Mapping[str, int] = field(default_factory=dict)
    saved: frozenset[str] = frozenset()
    crossed: Mapping[str, Crossed] = field(default_factory=dict)
    refused: Mapping[str, Refused] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        return not (self.crossed or self.refused)

    @property
    def status(self) -> int:
        """409 when somebody else wrote at the same time, 422 when something was refused."""
        if self.crossed or any(isinstance(refusal, Conflict) for refusal in self.refused.values()):
            return 409
        return 422 if self.refused else 200


@dataclass(frozen=True, slots=True)
class Card:
    """One layer as it is drawn. Its texts are what the reader typed, if that could not be saved."""

    layer: Layer
    fields: tuple[Field, ...]
    theirs: tuple[Theirs, ...] = ()
    theirs_by: str = ""
    theirs_at: datetime | None = None
    refusal: Refused | None = None
    amendment: str = ""
    reason: str = ""
    is_sent: bool = False
    is_saved: bool = False
    is_fresh: bool = False

    @property
    def key(self) -> str:
        return self.layer.key

    @property
    def saved_show(self) -> str:
        """How much of the moment of saving is told: of today's, the time."""
        saved = self.layer.saved_at
        return "time" if saved and localtime(saved).date() == localtime(clock.now()).date() else "moment"

    @property
    def state(self) -> str:
        return "conflict" if self.theirs else self.layer.state.value


@dataclass(frozen=True, slots=True)
class Screen:
    """The whole page."""

    editor: Editor
    cards: tuple[Card, ...]

    @property
    def seats(self) -> tuple[Seat, ...]:
        """The circle as table of contents; none where a circle cannot be drawn."""
        members = self.editor.members
        if not FEWEST_SEATS <= len(members) <= MOST_SEATS:
            return ()
        return tuple(_seat(layer) for layer in members)

    @property
    def troubled(self) -> tuple[Card, ...]:
        """The cards in which something went wrong, for the summary at the top."""
        return tuple(card for card in self.cards if card.refusal or card.theirs)

    def card(self, key: str) -> Card | None:
        return next((card for card in self.cards if card.key == key), None)


def screen(editor: Editor, outcome: Outcome | None = None, fresh: Container[str] = ()) -> Screen:
    """The page of `editor` after `outcome`; the cards in `fresh` are drawn anew by the script."""
    came = outcome or Outcome()
    return Screen(editor, tuple(_marked(_card(layer, came), came, fresh) for layer in editor.layers))


def _marked(card: Card, came: Outcome, fresh: Container[str]) -> Card:
    """What the script needs to know: a card that was sent and is signed now, or that somebody else changed
    while nothing was typed into it, is drawn anew too."""
    key, sent = card.key, card.key in came.drafts
    overtaken = isinstance(card.refusal, Conflict) and not card.theirs
    anew = key in fresh or (sent and (card.layer.is_signed or overtaken))
    return replace(card, is_sent=sent, is_saved=key in came.saved, is_fresh=anew)


def _card(layer: Layer, came: Outcome) -> Card:
    draft, crossed, refusal = (
        came.drafts.get(layer.key),
        came.crossed.get(layer.key),
        came.refused.get(layer.key),
    )
    if draft is None:
        return Card(layer, layer.fields, refusal=refusal)
    typed = dict(draft.texts) if crossed or (refusal and draft.is_changed) else {}
    fields = tuple(replace(f, text=typed.get(f.name, f.text)) for f in layer.fields)
    return Card(
        layer=layer,
        fields=layer.fields if layer.is_signed else fields,
        theirs=_theirs(layer, typed) if crossed and not layer.is_signed else (),
        theirs_by=crossed.by if crossed else "",
        theirs_at=crossed.at if crossed else None,
        refusal=refusal,
        amendment=draft.amendment or (_as_amendment(layer, typed) if layer.is_signed else ""),
        reason=draft.reason.text if draft.reason else "",
    )


def _theirs(layer: Layer, typed: Mapping[str, str]) -> tuple[Theirs, ...]:
    clashing = (f for f in layer.fields if f.name in typed and f.text != typed[f.name])
    return tuple(Theirs(f.name, f.label, f.text, f.shown, f.kind is not Kind.TEXT) for f in clashing)


def _as_amendment(layer: Layer, typed: Mapping[str, str]) -> str:
    """What was typed into a note that somebody signed meanwhile, ready to be added: it is not lost."""
    changed = [f for f in layer.fields if typed.get(f.name, f.text) != f.text]
    said = (replace(f, text=typed[f.name]) for f in changed)
    return "\n".join(_("%(label)s: %(text)s") % {"label": f.label, "text": f.shown} for f in said)


def _seat(layer: Layer) -> Seat:
    return Seat(
        key=layer.key,
        name=layer.name,
        state=layer.state.value,
        state_words=layer.state_words,
        url=f"#card-{layer.key}",
        tone=layer.tone,  # type: ignore[arg-type]
    )
