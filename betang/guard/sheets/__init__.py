"""Tables that people bring: XLSX, XLS, ODS and CSV, read into rows without trusting a byte of them.

`files` tells the kind from the bytes, keeps the file as it came and lets a child process with limits (`reader`) turn it
into rows; `cells` says what one cell means. Formulas are never evaluated and macros never read.
"""
