"""Django's PostgreSQL backend, with the session told which site is open, for row-level security."""
