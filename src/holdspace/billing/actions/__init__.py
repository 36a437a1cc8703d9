"""What changes in billing."""

from holdspace.billing.actions.accounts import (
    add_entry,
    reverse_charge,
    save_profile,
)
from holdspace.billing.actions.charging import Proposed, charge_month
from holdspace.billing.actions.claiming import claim_month, export_claims, export_month, note_payer_number
from holdspace.billing.actions.papers import note_paper, own_paper
from holdspace.billing.actions.setting_up import (
    save_fees,
    save_insurer,
    save_practice,
    save_provider,
    set_group_fee,
)

__all__ = [
    "Proposed",
    "add_entry",
    "charge_month",
    "claim_month",
    "export_claims",
    "export_month",
    "note_paper",
    "note_payer_number",
    "own_paper",
    "reverse_charge",
    "save_fees",
    "save_insurer",
    "save_practice",
    "save_profile",
    "save_provider",
    "set_group_fee",
]
