"""HTTP: what readers open, what they send, and the desk."""
