"""The coordinator's desk: all groups in care in one look, from what was counted at night."""
