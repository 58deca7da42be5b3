"""Measures of planning documents."""

from __future__ import annotations

PICTURE_WIDTH = 900
"""A page's picture is as wide as a phone's screen at twice its density: a page of text can be read on it."""

PICTURE_BYTES = 120 * 1024
"""A page's picture weighs no more: ten pages on a village's network are a megabyte."""

THUMB_WIDTH = 180
TALLEST = 2600
"""A page that is far taller than wide is drawn no taller."""

PAGE_CHARS = 60_000
"""Letters of one page that are kept; no printed page has as many."""

CHUNK_PAGES = 20
"""Pages that one child process draws, and one job."""

MASKED = "[nomor pribadi ditutup]"
"""What stands in a page's kept text in place of a NIK or a family card number. Law: UU 27/2022 art. 4"""
