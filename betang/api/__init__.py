"""Machine-readable exits: feeds, site maps, `robots.txt`; open data follows.

Everything here is public, kept whole like a page, and falls with the house that it shows.
"""
