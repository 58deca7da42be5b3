"""Sources of law, working days and holidays, deadlines: pure functions and one table."""
