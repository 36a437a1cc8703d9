"""Intake: referral, waiting list, screening, who must not meet whom."""
