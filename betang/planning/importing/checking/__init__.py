"""Reading a plan row by row: every cell understood or complained about, every stated total held against its children.

Nothing is written here. The same rows, look-up and choices always give the same reading, so that what was shown is what is
written. Costs about eight microseconds a row; what was seen once (a code, a place, a fund) is looked up, not read again.
"""
