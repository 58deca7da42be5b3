"""Everything public as open data: tables as CSV and JSON, a Fiscal Data Package, OC4IDS projects, the catalogue that portals harvest.

Column names, values and descriptions are Indonesian whatever the language of the page: a file is read by programs, and stays the same.
"""
