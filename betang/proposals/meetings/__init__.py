"""Deliberations (musyawarah, musrenbang): planned, held, ranked, decided, minuted, sealed, and checked by anybody."""
