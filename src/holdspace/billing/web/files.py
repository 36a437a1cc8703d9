"""Files that leave billing, under names that say nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.http import HttpResponse
from django.utils.translation import gettext as _

from holdspace.billing.models import Charge
from holdspace.billing.queries.papers import superbill
from holdspace.billing.rules.month import Month
from holdspace.ui.downloads import download

_SOURCE = Path(__file__).resolve().parent.parent / "superbill.typ"


def paper(charges: Sequence[Charge], language: str) -> HttpResponse:
    """A superbill as a tagged PDF; the caller has asked whether it may be made."""
    from holdspace.ui.documents import tagged_pdf  # loaded when it is wanted: no other page needs it

    values = superbill(charges)
    made = tagged_pdf(_SOURCE, values, title=_("Statement of services"), language=language)
    name = f"statement-{min(charge.service_date for charge in charges):%Y-%m-%d}.pdf"
    return download(made, "application/pdf", name)


def wire(text: str, control: int) -> HttpResponse:
    """A file of claims; its name is its control number."""
    return download(text.encode("ascii"), "application/edi-x12", f"batch-{control:09}.x12")


def table(text: str, month: Month) -> HttpResponse:
    """A month for a spreadsheet."""
    return download(text.encode(), "text/csv; charset=utf-8", f"export-{month.code}.csv")
