"""Reading a plan row by row: every cell understood or complained about, every stated total held against its children.

`reader.read` does it: `tables` finds what is read, `sheet` goes through the rows, `coding`, `funding`, `offices`,
`locations`, `amounts` and `details` each know one kind of cell, `sums`, `slips`, `doubles` and `whole` hold rows against
each other. Nothing is written here. The same rows, look-up and choices always give the same `reading`, so that what was
shown is what is written.
"""
