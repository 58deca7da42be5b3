"""The periodic report on the groups of a region: counted and written by itself, edited, sent, and kept as it was sent."""
