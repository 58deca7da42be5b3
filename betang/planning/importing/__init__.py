"""Bringing in what officials have: work plans, budgets, five-year plans, realisation and village budgets, as XLSX, XLS, ODS or CSV.

A file is read by a child process into rows (`guard.sheets`), its sheets, header and columns are found (`headings`), every
cell is understood or complained about (`codes`, `places`, `checking`), what would change is shown (`comparing`), and only
after a yes is anything written, in one transaction (`writing`, `actions`). Every figure keeps its file, sheet and cell.
"""
