"""From contents to finished files: a tagged PDF and a FHIR document. The same contents say the same in
both."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from fhir.resources.R4B.bundle import Bundle

from holdspace.practice.models import Practice
from holdspace.release.models import Release
from holdspace.release.rules import files as names
from holdspace.release.rules.bases import GROUNDS, Basis
from holdspace.release.rules.bundle import Heading, document
from holdspace.release.rules.contents import Contents, Withheld
from holdspace.release.rules.part2 import IN_OUR_WORDS, PRESCRIBED, SCOPE, needs_notice
from holdspace.release.rules.parts import PART_WORDS, PURPOSE_WORDS, WHY_WORDS, Part, Purpose
from holdspace.ui.documents import tagged_pdf

_SOURCE = Path(__file__).resolve().parent / "package.typ"


@dataclass(frozen=True, slots=True)
class Built:
    """The finished files in their order, and the ids that were made for them."""

    files: tuple[tuple[str, bytes], ...]
    own_ids: frozenset[str]


def build(contents: Contents, release: Release, practice: Practice, now: datetime) -> Built:
    """Both files of a release, in the practice's language."""
    with override(practice.language):
        moment = now.astimezone(ZoneInfo(practice.time_zone)).replace(microsecond=0)
        notices, withheld = _notices(contents, release), [withheld_words(each) for each in contents.withheld]
        pdf = _pdf(contents, release, practice, moment, notices, withheld)
        fhir, ids = _fhir(contents, release, practice, moment, notices, withheld)
    return Built(((names.PDF, pdf), (names.FHIR, fhir)), ids)


def _notices(contents: Contents, release: Release) -> list[str]:
    purpose, basis = Purpose(release.purpose), Basis(release.basis)
    if not needs_notice(purpose=purpose, basis=basis, holds_protected=contents.holds_protected):
        return []
    said = [PRESCRIBED, str(IN_OUR_WORDS)]
    if release.part2_consent_on is not None:
        said.append(str(SCOPE) % {"day": release.part2_consent_on.isoformat()})
    return said


def withheld_words(each: Withheld) -> str:
    """One line of what is not in the package."""
    what = str(PART_WORDS[each.part]) if each.part else ""
    if each.at:
        what = f"{what}, {each.at[:10]}"
    elif each.n > 1:
        what = f"{what} ({each.n})"
    why = str(WHY_WORDS[each.why])
    return f"{what}: {why}" if what else why


def _title(release: Release) -> str:
    return _("Psychotherapy notes") if release.is_apart else _("Record")


def _purpose(release: Release) -> str:
    """What it is for: one of five, and the sentence; of psychotherapy notes what the authorisation says."""
    why = (release.terms or {}).get("why", "")
    return str(why) if release.is_apart else f"{PURPOSE_WORDS[Purpose(release.purpose)]}. {why}".strip()


def _fhir(
    contents: Contents,
    release: Release,
    practice: Practice,
    moment: datetime,
    notices: list[str],
    withheld: list[str],
) -> tuple[bytes, frozenset[str]]:
    made: set[str] = set()

    def new_id() -> str:
        fresh = str(uuid4())
        made.add(fresh)
        return fresh

    heading = Heading(
        title=_title(release),
        practice=practice.name,
        made_at=moment.isoformat(),
        language=practice.language,
        part_words={part: str(words) for part, words in PART_WORDS.items()},
        notices=notices,
        withheld=withheld,
    )
    bundle = document(contents, heading, new_id)
    Bundle(**bundle)  # refuses what is no R4B
    return json.dumps(bundle, ensure_ascii=False, indent=1).encode(), frozenset(made)


def _pdf(
    contents: Contents,
    release: Release,
    practice: Practice,
    moment: datetime,
    notices: list[str],
    withheld: list[str],
) -> bytes:
    terms = release.terms or {}
    mark = f"{terms.get('recipient', '')} · {moment.date().isoformat()} · {release.code}"
    given = {
        "mark": mark,
        "title": _title(release),
        "facts": _facts(contents, release, practice, moment),
        "notices": notices,
        "sections": [
            {
                "title": str(PART_WORDS[part]),
                "items": [
                    {
                        "title": item.title,
                        "lines": [{"label": label, "text": said} for label, said in item.lines],
                    }
                    for item in contents.of(part)
                ],
            }
            for part in Part
            if contents.of(part)
        ],
        "withheld_title": _("What is not in here, and why"),
        "withheld": withheld,
        "nothing": _("Nothing was withheld."),
    }
    paper = "us-letter" if practice.region in ("US", "CA", "MX") else "a4"
    return tagged_pdf(_SOURCE, given, title=_title(release), language=practice.language, paper=paper)


def _facts(
    contents: Contents, release: Release, practice: Practice, moment: datetime
) -> list[tuple[str, str]]:
    someone, terms = contents.someone, release.terms or {}
    ground = GROUNDS[Basis(release.basis)]
    facts = [
        (_("Record of"), someone.full),
        (_("Born"), someone.birth_date),
        (pgettext("sender", "From"), practice.name),
        (_("For"), terms.get("recipient", "")),
        (_("Purpose"), _purpose(release)),
        (_("Written by"), release.author.display_name if release.author else ""),
        (_("Ground"), f"{ground.words} ({ground.source}) {terms.get('reference', '')}".strip()),
        (_("Made on"), moment.strftime("%Y-%m-%d %H:%M")),
        (_("Number of the release"), release.code),
    ]
    return [(name, said) for name, said in facts if said]
