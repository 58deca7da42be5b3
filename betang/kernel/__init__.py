"""The kernel: what every package stands on and no package owns.

Errors, the clock, identifiers, money, verdicts, the tenancy fence and the shape of a background job.
It knows no word of any domain and holds no table of its own.
"""
