"""Billing: fees and attendance policy, accounts of members, superbills, and the claims of a month."""
