"""Values of after-sales cases."""

from __future__ import annotations

from shop.enums.base import LABELS, LabelledEnum


class CaseKind(LabelledEnum):
    """What a customer asks for after a purchase."""

    return_goods = "return_goods"  # goods back, money back
    exchange = "exchange"
    repair = "repair"
    refund = "refund"  # money back without sending anything back
    missing_parts = "missing_parts"  # something was missing or wrong: it is sent later
    quality = "quality"  # a fault without a wished remedy: the shop proposes one


class CaseStatus(LabelledEnum):
    """Where a case stands; which way it may go from there stands in `shop.case_machine`."""

    requested = "requested"
    approved = "approved"
    rejected = "rejected"
    in_transit = "in_transit"  # the goods are on their way back
    arrived = "arrived"  # the goods are in the warehouse
    processing = "processing"  # under repair
    resent = "resent"  # new, repaired or missing goods are on their way to the customer
    refunded = "refunded"
    completed = "completed"
    withdrawn = "withdrawn"  # by the customer


class CaseReason(LabelledEnum):
    """Why a customer files a case."""

    no_longer_wanted = "no_longer_wanted"
    wrong_size = "wrong_size"
    not_as_described = "not_as_described"
    faulty = "faulty"
    damaged_in_transit = "damaged_in_transit"
    wrong_item = "wrong_item"
    missing_item = "missing_item"
    not_received = "not_received"
    other = "other"


class Payer(LabelledEnum):
    """Who pays the freight of a return."""

    shop = "shop"
    customer = "customer"


class ClaimStatus(LabelledEnum):
    """Where a price-protection claim stands."""

    approved = "approved"
    paid = "paid"


LABELS.update(
    {
        CaseKind.return_goods: ("退货退款", "return and refund"),
        CaseKind.exchange: ("换货", "exchange"),
        CaseKind.repair: ("维修", "repair"),
        CaseKind.refund: ("仅退款", "refund only"),
        CaseKind.missing_parts: ("补发", "missing parts"),
        CaseKind.quality: ("质量问题", "quality problem"),
        CaseStatus.requested: ("待审核", "awaiting review"),
        CaseStatus.approved: ("审核通过", "approved"),
        CaseStatus.rejected: ("未通过审核", "rejected"),
        CaseStatus.in_transit: ("商品寄回中", "goods on their way back"),
        CaseStatus.arrived: ("仓库已签收", "goods arrived in the warehouse"),
        CaseStatus.processing: ("处理中", "being worked on"),
        CaseStatus.resent: ("商品寄出中", "goods on their way to you"),
        CaseStatus.refunded: ("已退款", "refunded"),
        CaseStatus.completed: ("已完成", "completed"),
        CaseStatus.withdrawn: ("已撤销", "withdrawn"),
        CaseReason.no_longer_wanted: ("不想要了", "no longer wanted"),
        CaseReason.wrong_size: ("尺码不合适", "wrong size"),
        CaseReason.not_as_described: ("与描述不符", "not as described"),
        CaseReason.faulty: ("商品有质量问题", "faulty"),
        CaseReason.damaged_in_transit: ("收到时已破损", "arrived damaged"),
        CaseReason.wrong_item: ("发错货", "wrong item sent"),
        CaseReason.missing_item: ("少件或缺配件", "something was missing"),
        CaseReason.not_received: ("没有收到货", "not received"),
        CaseReason.other: ("其他原因", "another reason"),
        Payer.shop: ("商家承担", "paid by the shop"),
        Payer.customer: ("买家承担", "paid by the customer"),
        ClaimStatus.approved: ("已通过，退差价中", "approved, being paid out"),
        ClaimStatus.paid: ("差价已退回", "paid out"),
    }
)
