"""Sources of law, working days and holidays, deadlines: pure functions and one table.

A rule names its law in a `Law:` line; the line must resolve (`sources.reference`), and all of them print as a book
(`betang law write` makes `docs/law.md`). Working days follow the joint decree on public holidays and joint leave;
years without one yet say so.
"""
