"""What people propose: one proposal with one number through four levels, meetings that weigh it, and what became of it."""
