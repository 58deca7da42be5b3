"""Moving in from WordPress: its export file (WXR) is looked through, told about, and then taken over item by item.

`wxr` reads the file as a stream, `texts` makes our HTML of its HTML, `media` finds the files of its library, `plan` decides what
becomes of each item, `actions` does it: one transaction an item, so that a killed run goes on where it stood.
"""
