"""Who did what to what, when and why: history, audit trail and outbox in one hash-chained table."""
