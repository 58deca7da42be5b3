"""Settings, URL roots, the command line and the servers' entry points."""
