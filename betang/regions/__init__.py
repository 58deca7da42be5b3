"""The tree of regions from province to village, with its history, outlines and offices."""
