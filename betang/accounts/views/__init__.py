"""Pages of people: links that bring them in, their own profile and data, and who holds which post."""
