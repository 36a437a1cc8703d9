"""Superbills: what a member hands to an insurer. Neither a group's name nor a word of what was said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from holdspace.billing.models import Charge
from holdspace.billing.queries.facts import Gathered, gather
from holdspace.billing.rules.coding import PROCEDURE
from holdspace.billing.rules.fees import Kind
from holdspace.billing.rules.identifiers import MOST_POINTERS, with_point
from holdspace.billing.rules.money import total
from holdspace.billing.rules.profile import Address

MOST_LINES: Final = 400
"""Charges of one paper: more than a year of sessions."""


def superbill(charges: Sequence[Charge]) -> dict[str, Any]:
    """What stands on the paper of these charges of one member, as text for `superbill.typ`.

    The caller has found the charges through a scope.
    """
    charges = sorted(charges, key=lambda each: each.service_date)[:MOST_LINES]
    first = charges[0]
    found = gather(first.practice_id, charges)
    came = [charge for charge in charges if charge.kind == Kind.ATTENDED]
    return {
        "heading": _("Superbill") if came else _("Statement"),
        "about": _about(first, found),
        "practice": _practice(found),
        "practice_heading": _("Provider"),
        "diagnoses_heading": _("Diagnosis codes (ICD-10-CM)"),
        "diagnoses": _diagnoses(found, first) if came else [],
        "no_diagnosis": _("No diagnosis code is kept.") if came else "",
        "lines_heading": _("Services"),
        "columns": [
            _("Day"),
            _("Service"),
            _("Code"),
            _("Modifiers"),
            _("Place"),
            _("Diagnosis"),
            _("Units"),
            _("Present"),
            _("Amount"),
        ],
        "lines": [_line(charge, found) for charge in charges],
        "total": f"{_('Total')}: {total(each.amount for each in charges)} {first.currency}",
        "leaders_heading": _("Services given by"),
        "leaders": _leaders(charges, found),
        "closing": _(
            "Code %(code)s is group psychotherapy, claimed once a day for each person. “Present” is how many"
            " people took part. This paper is a statement of services, not a claim."
        )
        % {"code": PROCEDURE},
    }


def _about(charge: Charge, found: Gathered) -> list[list[str]]:
    patient, profile = found.patient(charge.member_id), found.account(charge.member_id).profile
    told = [
        [_("For"), f"{patient.given} {patient.family}".strip() or found.members[charge.member_id].full_name],
        [_("Date of birth"), patient.born or "—"],
    ]
    if patient.address.line:
        told.append([_("Address"), _in_one_line(patient.address)])
    insurer = found.insurers.get(charge.insurer_id) if charge.insurer_id else None
    if insurer:
        told.append([_("Insurer"), insurer.name])
        told.append([_("Insurance number"), profile.subscriber_id or "—"])
    return told


def _practice(found: Gathered) -> list[list[str]]:
    provider = found.billing.values
    told = [
        [_("Name"), provider.legal_name],
        ["NPI", provider.npi],
        [_("Tax number"), provider.tax_id],
        [_("Address"), _in_one_line(provider.address)],
        [_("Telephone"), provider.phone],
    ]
    return [[name, value or "—"] for name, value in told]


def _diagnoses(found: Gathered, charge: Charge) -> list[str]:
    return [with_point(code) for code in found.account(charge.member_id).codes]


def _line(charge: Charge, found: Gathered) -> list[str]:
    came = charge.kind == Kind.ATTENDED
    pointers = range(1, len(found.account(charge.member_id).codes[:MOST_POINTERS]) + 1)
    return [
        date_format(charge.service_date, "SHORT_DATE_FORMAT"),
        charge.kind_words,
        charge.code if came else "",
        charge.modifiers if came else "",
        charge.place if came else "",
        ", ".join(map(str, pointers)) if came else "",
        str(charge.units) if came else "",
        str(found.headcounts.get(charge.session_id, "")) if came else "",
        str(charge.amount),
    ]


def _leaders(charges: Sequence[Charge], found: Gathered) -> list[str]:
    who = (found.rendering(charge.session_id) for charge in charges if charge.kind == Kind.ATTENDED)
    named = {f"{each.given} {each.family}, NPI {each.npi}" for each in who if each.family}
    return sorted(named)


def _in_one_line(address: Address) -> str:
    parts = (address.line, address.city, f"{address.state} {_zip(address.zip_code)}".strip())
    return ", ".join(part for part in parts if part)


def _zip(code: str) -> str:
    return f"{code[:5]}-{code[5:]}" if len(code) == 9 else code
