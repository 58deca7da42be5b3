"""Where and why proposals stop: counts by level and reason, sector, place and year, days at each level, and quotas."""
