"""Following a proposal on this very phone: web push, without an account, a cookie or an address."""
