"""The planning year: phases with their dates and source, what is open now, and how many proposals may be passed on.

Phases are data of a jurisdiction and a year. They open and close by their dates alone; a job of the night only lets pages that
were kept be made anew. A place without dates of its own follows the one around it.
"""
