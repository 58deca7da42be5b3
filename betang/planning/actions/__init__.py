"""Writing: one verb a function, each in one transaction with one entry of the trail. Other packages import from here."""
