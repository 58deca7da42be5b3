"""Orders from the first tap to the receipt: the row stands before WhatsApp opens, and every step after it is kept.

A basket is a page's own form (public pages set no cookie); what is ordered is checked against stock, season, smallest order and the ways in
which the seller really delivers. Money never passes through here: paid is what the seller says.
"""
