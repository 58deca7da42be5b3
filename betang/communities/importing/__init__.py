"""A register that a coordinator kept so far in a table (XLSX, XLS, ODS, CSV): read, looked through cell by cell, and taken over.

`columns` knows what headings are called, `plan` says what becomes of each row (and writes nothing), `actions` does it: a group
with its register number, decree, officers, standing and site in one transaction. The same file again finds its groups here.
"""
