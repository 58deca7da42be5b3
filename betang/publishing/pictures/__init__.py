"""Pictures of a site: taken in as they come from a phone, made anew without a word of where and when they were taken.

`making` makes the sizes and knows only Pillow, `files` knows where they lie, `actions` writes, `markup` puts them into texts.
"""
