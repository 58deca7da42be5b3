"""Betang: one roof for a province's community information groups and the plans of its governments."""
