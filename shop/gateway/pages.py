"""The sandbox's pages in Chinese and English; every value is escaped."""

from __future__ import annotations

from enum import Enum
from html import escape

from shop.enums import LabelledEnum, PaymentFailure, PaymentMethod
from shop.gateway.links import PaymentLink
from shop.policy import SHOP_TIME
from shop.views import LinkedPayment

# What a provider's page offers; gift cards are the shop's own.
METHODS = tuple(method for method in PaymentMethod if method is not PaymentMethod.gift_card)
# Of no weight for the page's safety, but what a browser may do with a page about money is kept small.
HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
_STYLE = """
body { margin: 0; background: #f4f5f7; color: #1f2329; font: 16px/1.6 system-ui, sans-serif; }
main { max-width: 24rem; margin: 3rem auto; padding: 1.5rem; background: #fff; border-radius: .75rem; }
h1 { margin: 0 0 1rem; font-size: 1.15rem; }
.amount { margin: .25rem 0 1rem; font-size: 2rem; font-weight: 600; }
.note { color: #646a73; font-size: .875rem; }
label { display: block; padding: .3rem 0; }
button, select { width: 100%; margin-top: .6rem; padding: .7rem; border: 1px solid #c9cdd4;
  border-radius: .5rem; background: #fff; font: inherit; }
button.pay { border-color: #1456f0; background: #1456f0; color: #fff; }
button:focus-visible, input:focus-visible, select:focus-visible { outline: 3px solid #8ab4ff; }
"""

# Chinese, English.
_WORDS = (
    {
        "title": "订单付款",
        "order": "订单",
        "pay": "确认付款",
        "leave": "暂不付款",
        "why": "失败的原因",
        "decline": "让这次付款失败",
        "until": "链接有效至",
        "sandbox": "这里是沙箱，不会真的扣款。",
        "other": "English",
    },
    {
        "title": "Payment",
        "order": "Order",
        "pay": "Pay",
        "leave": "Not now",
        "why": "Why it fails",
        "decline": "Let this payment fail",
        "until": "The link is valid until",
        "sandbox": "This is a sandbox: no money moves.",
        "other": "中文",
    },
)


class Ending(str, Enum):
    """How a visit to the page ended, by which it is worded."""

    paid = "paid"
    waiting = "waiting"
    refunded = "refunded"
    declined = "declined"
    left = "left"
    already_paid = "already_paid"
    changed = "changed"
    closed = "closed"
    expired = "expired"
    bad_link = "bad_link"
    unavailable = "unavailable"


_ENDINGS = {
    Ending.paid: (
        ("支付成功", "订单已付款，我们会尽快安排发货。可以关掉这一页，回到客服对话。"),
        ("Payment received", "Your order is paid and we will get it ready. You can close this page."),
    ),
    Ending.waiting: (
        ("付款已受理", "店铺的确认还没有传回来，系统会继续核对，不会重复扣款。请稍后在客服对话里查看订单。"),
        (
            "Payment accepted",
            "The shop has not confirmed it yet. We keep trying and never charge twice; look at your order in a while.",
        ),
    ),
    Ending.refunded: (
        ("这笔款项会退回给您", "付款到达时，订单已经取消或金额有变，所以没有入账，款项按原支付方式退回。"),
        (
            "Your money is on its way back",
            "When it reached the shop, the order was cancelled or its sum had changed. It goes back the way you paid.",
        ),
    ),
    Ending.declined: (
        ("没有付成功", "这次没有扣款。想再付一次，请回到客服对话里重新拿一个付款链接。"),
        ("The payment did not go through", "Nothing was charged. To try again, ask for a new link in the chat."),
    ),
    Ending.left: (
        ("还没有付款", "没有扣款，订单还为您留着。链接过期前打开同一个链接就能继续付。"),
        ("Not paid yet", "Nothing was charged and your order is kept. Until the link expires, you can open it again."),
    ),
    Ending.already_paid: (
        ("这笔已经付过了", "不会再扣款。"),
        ("This has been paid already", "Nothing more is charged."),
    ),
    Ending.changed: (
        ("金额有变化", "订单在发出链接之后改过，这个链接的金额不对了。请回到客服对话里拿一个新链接。"),
        ("The amount has changed", "The order was changed after this link was made. Ask for a new link in the chat."),
    ),
    Ending.closed: (
        ("这笔付款已经关闭", "可能订单已取消，或者已经换了新的付款链接。没有扣款。"),
        ("This payment is closed", "The order was cancelled, or a newer link took its place. Nothing was charged."),
    ),
    Ending.expired: (
        ("付款链接已过期", "没有扣款。请回到客服对话里拿一个新链接。"),
        ("This link has expired", "Nothing was charged. Ask for a new link in the chat."),
    ),
    Ending.bad_link: (
        ("付款链接无效", "请从客服对话里重新打开链接，不要在别处输入付款信息。"),
        ("This link is not valid", "Open the link from the chat again, and give payment details nowhere else."),
    ),
    Ending.unavailable: (
        ("暂时打不开", "没有扣款，请过几分钟再试。"),
        ("Not available right now", "Nothing was charged. Please try again in a few minutes."),
    ),
}


def payment_page(link: PaymentLink, payment: LinkedPayment, other: str) -> str:
    """Return the page of an open payment; *other* is the same link in the other language."""
    english = link.language == "en"
    words = _WORDS[english]
    chosen = payment.method if payment.method in METHODS else METHODS[0]
    methods = "\n".join(
        f'<label><input type="radio" name="method" value="{method.value}"'
        f"{' checked' if method is chosen else ''}> {_label(method, english)}</label>"
        for method in METHODS
    )
    failures = "\n".join(
        f'<option value="{failure.value}">{_label(failure, english)}</option>' for failure in PaymentFailure
    )
    body = f"""<h1>{words["title"]}</h1>
<div>{words["order"]} {escape(payment.order_id)}</div>
<div class="amount">¥{payment.amount:.2f}</div>
<form method="post">
{methods}
<button class="pay" name="action" value="pay">{words["pay"]} ¥{payment.amount:.2f}</button>
<button name="action" value="leave">{words["leave"]}</button>
<select name="failure" aria-label="{words["why"]}">
{failures}
</select>
<button name="action" value="decline">{words["decline"]}</button>
</form>
<p class="note">{words["until"]} {link.expires_at.astimezone(SHOP_TIME):%H:%M}. {words["sandbox"]}
<a href="{escape(other)}">{words["other"]}</a></p>
"""
    return _page(words["title"], link.language, body)


def ending_page(ending: Ending, language: str) -> str:
    """Return a page that says how it ended."""
    title, text = _ENDINGS[ending][language == "en"]
    return _page(title, language, f"<h1>{title}</h1>\n<p>{text}</p>\n")


def _label(value: LabelledEnum, english: bool) -> str:
    label = value.label_en if english else value.label_zh
    return escape(label[:1].upper() + label[1:])


def _page(title: str, language: str, body: str) -> str:
    lang = "en" if language == "en" else "zh-CN"
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f"<style>{_STYLE}</style>\n<main>{body}</main>\n</html>\n"
    )
