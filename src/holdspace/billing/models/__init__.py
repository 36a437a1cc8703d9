"""Billing: how the practice bills, what each member owes, and what insurers were told.

A charge is never edited: it is taken back, and a right one is written. Entries of an account are written
once: the database refuses to change them.
"""

from holdspace.billing.models.accounts import Account, Charge, Claim, ClaimBatch, LedgerEntry
from holdspace.billing.models.set_up import GroupFee, Insurer, PracticeBilling, ProviderBilling

__all__ = [
    "Account",
    "Charge",
    "Claim",
    "ClaimBatch",
    "GroupFee",
    "Insurer",
    "LedgerEntry",
    "PracticeBilling",
    "ProviderBilling",
]
