"""Prices of the day: what people report in two taps, what offices publish, the board, the year's line, and who wants to be told."""
