"""Where groups are missing, where there is no signal, and where a training would help most."""
