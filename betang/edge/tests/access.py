"""Who gets what at the addresses for machines: everybody the same."""

from tests.access import Row

ROWS = [
    Row("edge:alive"),
    Row("edge:ready"),
    Row("edge:puzzle"),
    Row("edge:puzzle", where="site"),
    Row("edge:may_have_certificate", others=404),
]
