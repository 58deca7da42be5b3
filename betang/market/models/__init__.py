"""Every model of the market."""

from betang.market.models.orders import BuyerContact, Order, OrderLine, OrderStep, PaymentCode, Receipt
from betang.market.models.prices import Commodity, OfficialPrice, OfficialSeries, PriceAlert, PriceReport
from betang.market.models.products import Product, ProductPhoto
from betang.market.models.sellers import DeliveryWay, OutsideLink, Permit, Seller
from betang.market.models.trust import ProductReport, Takedown

__all__ = [
    "BuyerContact",
    "Commodity",
    "DeliveryWay",
    "OfficialPrice",
    "OfficialSeries",
    "Order",
    "OrderLine",
    "OrderStep",
    "OutsideLink",
    "PaymentCode",
    "Permit",
    "PriceAlert",
    "PriceReport",
    "Product",
    "ProductPhoto",
    "ProductReport",
    "Receipt",
    "Seller",
    "Takedown",
]
