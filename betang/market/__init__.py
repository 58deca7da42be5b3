"""What the people of a place make and grow: sellers, products, permits, orders, and the prices of the day.

A seller belongs to a group (KIM) that admits it; its products stand on the group's site and in the catalogue of the province.
An order is written down here before WhatsApp opens; Betang holds no money and promises nothing in a seller's name. A permit is
checked in its form only and never called verified. Whatever belongs to one group's stall is fenced; prices belong to a place and are not.

Law: UU 33/2014 art. 4, 26; UU 27/2022 art. 20, 22
"""
