"""Who gets what of the addresses of orders, sales and payment codes."""

from __future__ import annotations

from betang.market.tests import made, ordered
from tests.access import Row

SITE = {"site_slug": "batang-danum"}
ORDER = {**SITE, "order_id": ordered.ORDER}
SELLER = {**SITE, "seller_id": made.SELLER}
GROUP = {"nobody": 302, "budi": 200}


def token(house):
    return {"token": ordered.token()}


def desk(name: str, *, kwargs=SITE, prepare=ordered.order, method="get", data=None, budi=200, shows="", hides=ordered.NUMBER) -> Row:
    """A row of the group's desk: everybody but Budi is told that there is nothing."""
    return Row(
        f"market_desk:{name}", method=method, kwargs=kwargs, prepare=prepare, data=data or {}, answers={"nobody": 302, "budi": budi},
        others=404, shows=shows, hides=hides,
    )  # fmt: skip


ROWS = [
    Row("market:order", where="site", kwargs={"slug": "dapur-ibu-siti"}, prepare=made.product, shows=made.SECRET),
    Row("market:my_order", where="site", kwargs=token, prepare=ordered.order, shows=ordered.NUMBER),
    Row("market:my_order", where="site", kwargs={"token": "x" * 32}, prepare=ordered.order, others=404, hides=ordered.NUMBER),
    Row("market:my_order", where="site", kwargs=token, prepare=ordered.far_order, others=404, hides=ordered.NUMBER),
    Row("market:receipt", where="site", kwargs=token, prepare=ordered.paid_order, shows="/KW/"),
    Row("market:receipt", where="site", kwargs=token, prepare=ordered.far_paid_order, others=404, hides="/KW/"),
    Row("market:receipt_pdf", where="site", kwargs=token, prepare=ordered.order, others=404),
    desk("orders", shows=ordered.BUYER, hides=ordered.BUYER),
    desk("order", kwargs=ORDER, shows=ordered.BUYER, hides=ordered.BUYER),
    desk("order", kwargs=ORDER, prepare=ordered.far_order, budi=404, hides=ordered.BUYER),
    desk("order_step", kwargs=ORDER, method="post", data={"aksi": "terima"}, budi=302),
    desk("order_receipt", kwargs=ORDER, budi=404),
    desk("sales", prepare=ordered.paid_order, shows="Rp30.000", hides="Rp30.000"),
    desk("sales_csv", prepare=ordered.paid_order, shows=ordered.NUMBER),
    desk("sales_xlsx", prepare=ordered.paid_order),
    desk("codes", kwargs=SELLER, prepare=ordered.code, shows="SITI AMINAH", hides="SITI AMINAH"),
    desk(
        "decide_code",
        kwargs={**SELLER, "code_id": ordered.CODE},
        prepare=ordered.code,
        method="post",
        data={"aksi": "tolak", "alasan": "Bukan kode saya"},
        budi=302,
    ),
]
