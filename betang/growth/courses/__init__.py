"""Self-paced courses: text, drawings and a quiz, also without script and without network, and a certificate at the end."""
