"""People, sign-in, second factor, invitations, appointments, consent, export and erasure of one's data."""
