"""Articles, pages, pictures and comments of a group's site, and moving in from WordPress.

An article goes draft → submitted → published → withdrawn; `rules` says who may take each step and `actions` take it, each
with an entry in the trail. What is typed is kept as typed; HTML is made of it once, at saving, and is safe to show.
Unfinished writing lives in a `WorkingCopy` per person and never overwrites another's. Readers' comments are held until
somebody of the group shows them. Every model is fenced: it lives in one site.

Law: UU 27/2022 art. 20, 22 (personal data only with a deliberate yes)
"""
