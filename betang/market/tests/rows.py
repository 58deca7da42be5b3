"""What the constraints of the market's models ask for beyond their fields, for tests that build a row of any model."""

from __future__ import annotations

from betang.market.models import Order

ROWS = {Order: lambda house: {"goods_idr": 1000, "delivery_idr": 500, "total_idr": 1500, "paid_way": "cash"}}
