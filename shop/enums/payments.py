"""Values of payments, refunds and invoices."""

from __future__ import annotations

from shop.enums.base import LABELS, LabelledEnum, ShopEnum


class PaymentMethod(LabelledEnum):
    """How an order is paid."""

    alipay = "alipay"
    wechat = "wechat"
    bank_card = "bank_card"
    credit_card = "credit_card"
    huabei = "huabei"
    gift_card = "gift_card"


class PaymentPurpose(ShopEnum):
    """What is paid: an order, or what a change of its items costs more."""

    order = "order"
    supplement = "supplement"


class PaymentStatus(LabelledEnum):
    """Where one attempt to pay stands."""

    pending = "pending"
    paid = "paid"
    failed = "failed"
    closed = "closed"  # the order was cancelled before


class PaymentFailure(LabelledEnum):
    """Why an attempt to pay failed."""

    insufficient_balance = "insufficient_balance"
    card_expired = "card_expired"
    limit_exceeded = "limit_exceeded"
    wrong_password = "wrong_password"
    bank_refused = "bank_refused"
    timed_out = "timed_out"
    risk_control = "risk_control"


class RefundCause(LabelledEnum):
    """Why money goes back."""

    cancellation = "cancellation"
    after_sales = "after_sales"
    price_protection = "price_protection"
    item_change = "item_change"
    overpayment = "overpayment"  # paid twice, or another sum than was due


class Settlement(ShopEnum):
    """What the shop made of a notice from the payment provider."""

    paid = "paid"
    failed = "failed"
    refunded = "refunded"  # the money came, but nothing was due: it goes back
    ignored = "ignored"  # nothing had to change
    unknown = "unknown"  # no such payment


class RefundStatus(LabelledEnum):
    """Where a refund stands."""

    processing = "processing"
    arrived = "arrived"
    failed = "failed"


class InvoiceKind(LabelledEnum):
    """To whom an invoice is made out."""

    personal = "personal"
    company = "company"
    special = "special"  # VAT special invoice, by which a company deducts the tax


class InvoiceStatus(LabelledEnum):
    """Where an invoice stands."""

    requested = "requested"
    issued = "issued"
    replaced = "replaced"  # cancelled by a corrected one


LABELS.update(
    {
        PaymentMethod.alipay: ("支付宝", "Alipay"),
        PaymentMethod.wechat: ("微信支付", "WeChat Pay"),
        PaymentMethod.bank_card: ("储蓄卡", "bank card"),
        PaymentMethod.credit_card: ("信用卡", "credit card"),
        PaymentMethod.huabei: ("花呗", "Huabei"),
        PaymentMethod.gift_card: ("礼品卡", "gift card"),
        PaymentStatus.pending: ("待支付", "waiting"),
        PaymentStatus.paid: ("支付成功", "paid"),
        PaymentStatus.failed: ("支付失败", "failed"),
        PaymentStatus.closed: ("已关闭", "closed"),
        PaymentFailure.insufficient_balance: ("余额不足", "the balance was too low"),
        PaymentFailure.card_expired: ("银行卡已过期", "the card has expired"),
        PaymentFailure.limit_exceeded: ("超出单笔或单日限额", "over the payment limit"),
        PaymentFailure.wrong_password: ("支付密码错误", "the payment password was wrong"),
        PaymentFailure.bank_refused: ("银行拒绝了这笔交易", "the bank refused the payment"),
        PaymentFailure.timed_out: ("支付超时", "the payment timed out"),
        PaymentFailure.risk_control: ("支付平台风控拦截", "stopped by the payment provider's risk control"),
        RefundCause.cancellation: ("取消订单", "cancelled order"),
        RefundCause.after_sales: ("售后退款", "after-sales refund"),
        RefundCause.price_protection: ("价格保护", "price protection"),
        RefundCause.item_change: ("修改商品退差价", "changed items"),
        RefundCause.overpayment: ("多付款项退回", "paid too much"),
        RefundStatus.processing: ("退款处理中", "being processed"),
        RefundStatus.arrived: ("已到账", "arrived"),
        RefundStatus.failed: ("退款失败", "failed"),
        InvoiceKind.personal: ("个人发票", "personal invoice"),
        InvoiceKind.company: ("企业普通发票", "company invoice"),
        InvoiceKind.special: ("增值税专用发票", "VAT special invoice"),
        InvoiceStatus.requested: ("开票中", "being issued"),
        InvoiceStatus.issued: ("已开具", "issued"),
        InvoiceStatus.replaced: ("已红冲", "replaced by a corrected one"),
    }
)
