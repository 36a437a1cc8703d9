"""Pure rules of forming: an engine that proposes circles in which nobody is the only one, and says why.

A library without Django and without I/O. `asked` says what is known and wanted, `forming.form` proposes,
`checker` verifies without knowing how it was found, `why` and `changes` explain, `what_if` and `replanning`
answer the hand that moves a seat. A proposal decides nothing: a clinician does.
"""
