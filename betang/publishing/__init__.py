"""Articles, pages, pictures and comments of a group's site, and moving in from WordPress."""
