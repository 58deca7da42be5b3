"""One table over everything public, and one function that searches it, on SQLite and PostgreSQL alike."""
