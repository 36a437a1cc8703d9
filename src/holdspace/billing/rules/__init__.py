"""What is owed, what can be claimed, and how a claim is written; pure.

`money` and `fees` say what a session costs somebody, `ledger` what an account comes to, `identifiers` whether
a number can be right, `profile` what is kept for billing of a member and of the practice, `missing` what a
charge still lacks, `claims` a claim as values, `x12` and `x12_claims` its file, `month_csv` the month for a
spreadsheet.
"""
