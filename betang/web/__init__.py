"""Composition: portal, region pages, site homes, the desk, search, error pages, the demo world."""
