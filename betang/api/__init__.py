"""Machine-readable exits: feeds, site maps, open data."""
