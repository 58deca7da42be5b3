from __future__ import annotations

from tests.access import Row

ROWS = [
    Row("web:home"),
    Row("web:search"),
    Row("web:trail"),
    Row("web:this_house"),
    Row("web:home", where="site"),
    Row("web:about", where="site", shows="KIM Batang Danum"),
    Row("web:search", where="site"),
    Row("web:plan", where="site", shows="Rencana"),
    Row("web_desk:home", answers={"nobody": 302}),
    Row("web_desk:refusals", answers={"nobody": 302, "eka": 200, "gita": 200}, others=403),
    Row("web:regions"),
    Row("web:region", kwargs={"code": "62.03"}, shows="Kapuas"),
]
