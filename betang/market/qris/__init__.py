"""A seller's own static QRIS code: read, checked, compared, looked at by a second person, and filled with an order's amount.

Betang is no payment service: the money goes from the buyer's bank to the seller's, and nothing here sees whether it came.
"""
