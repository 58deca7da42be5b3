"""Writing: the load of the official list, the life of regions, imports of coordinates and outlines, offices, holidays."""
