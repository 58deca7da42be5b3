"""Tending: visits and what was agreed, mentors, and the ladder of silence with its way back."""
