"""Accounts: sign-in, second factor, devices, invitations."""
