"""Writing the market."""
