"""The price dictionary (kamus usulan): kinds of work with unit and price, brought as a table, from which a proposal is estimated."""
