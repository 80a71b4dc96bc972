"""Values of prices, promotions, coupons, points, subscriptions and consent."""

from __future__ import annotations

from shop.enums.base import LABELS, LabelledEnum, ShopEnum


class PriceKind(ShopEnum):
    """What kind of price held for a time."""

    regular = "regular"
    offer = "offer"


class PromotionKind(LabelledEnum):
    """How a promotion works."""

    reduction = "reduction"  # from a sum on, something is taken off
    flash_sale = "flash_sale"  # lower prices for a short time
    gift = "gift"


class CouponStatus(LabelledEnum):
    """Where a customer's coupon stands; `expired` and `upcoming` follow from its dates."""

    unused = "unused"
    used = "used"
    expired = "expired"
    upcoming = "upcoming"


class PointsKind(LabelledEnum):
    """Why points came or went."""

    purchase = "purchase"
    review = "review"
    sign_in = "sign_in"
    redeemed = "redeemed"
    taken_back = "taken_back"  # of a returned order
    expired = "expired"


class SubscriptionKind(LabelledEnum):
    """What a customer wants to be told."""

    back_in_stock = "back_in_stock"
    price_drop = "price_drop"


class SubscriptionStatus(ShopEnum):
    """Where a subscription stands."""

    active = "active"
    notified = "notified"
    cancelled = "cancelled"


class ConsentChannel(LabelledEnum):
    """By what way a customer lets the shop advertise."""

    sms = "sms"
    email = "email"
    phone = "phone"
    app = "app"


LABELS.update(
    {
        PromotionKind.reduction: ("满减", "money off"),
        PromotionKind.flash_sale: ("限时特价", "flash sale"),
        PromotionKind.gift: ("满赠", "free gift"),
        CouponStatus.unused: ("可使用", "ready to use"),
        CouponStatus.used: ("已使用", "used"),
        CouponStatus.expired: ("已过期", "expired"),
        CouponStatus.upcoming: ("未到使用时间", "not yet valid"),
        PointsKind.purchase: ("购物奖励", "purchase"),
        PointsKind.review: ("评价奖励", "review"),
        PointsKind.sign_in: ("签到", "daily sign-in"),
        PointsKind.redeemed: ("积分抵扣", "redeemed"),
        PointsKind.taken_back: ("退货扣回", "taken back for a return"),
        PointsKind.expired: ("积分过期", "expired"),
        SubscriptionKind.back_in_stock: ("到货通知", "back in stock"),
        SubscriptionKind.price_drop: ("降价通知", "price drop"),
        ConsentChannel.sms: ("短信", "text messages"),
        ConsentChannel.email: ("邮件", "e-mail"),
        ConsentChannel.phone: ("电话", "phone calls"),
        ConsentChannel.app: ("应用推送", "app notifications"),
    }
)
