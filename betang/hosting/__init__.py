"""Sites of groups, their names and host names, their look, their suspension."""
