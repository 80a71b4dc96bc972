"""What can be wrong with a delivery, and what can be done about it."""

from __future__ import annotations

import re

from actions.matters.base import Subject
from actions.questions import Kept, Option
from actions.turn import Turn
from shop.enums import CaseKind, CaseReason

MISSING, DAMAGED, REFUSED, OTHER = "missing", "damaged", "refused", "other"
TRACE, REFUND, RETURN, EXCHANGE = "trace", "refund", "return", "exchange"


def _option(value: str, zh: str, en: str, words: str) -> Option:
    return Option(value, zh, en, re.compile(words, re.IGNORECASE))


KINDS = (
    _option(
        MISSING,
        "没收到包裹",
        "I don't have it",
        r"[没未](?:有)?(?:收|拿|取|见|看)到|[没未]到货|丢了|丢件|弄丢|不见了|找不到|不是(?:我|本人)签|冒签|被(?:别|他|邻)?人?(?:签收|拿走|领走|偷)"
        r"|别人签|谁签|代签|\b(?:never (?:got|arrived|received)|(?:not|n't) (?:get|got|receive|received|arrived?|have)"
        r"|lost|missing|stolen|disappeared|someone else)\b",
    ),
    _option(
        DAMAGED,
        "包裹或商品坏了",
        "It is damaged",
        r"[破坏烂碎裂漏瘪]|压扁|变形|损|\b(?:damaged?|broken|crushed|cracked|leak\w*|torn|smashed|dented)\b",
    ),
    _option(REFUSED, "我拒收了", "I refused it", r"拒收|拒签|退回去了|\b(?:refused|rejected|turned away)\b"),
    _option(
        OTHER,
        "其他问题",
        "Something else",
        r"态度|放错|扔|乱放|送错|\b(?:rude|wrong (?:address|door|place))\b",
    ),
)
CASES = {
    REFUND: (CaseKind.refund, CaseReason.not_received),
    RETURN: (CaseKind.return_goods, CaseReason.damaged_in_transit),
    EXCHANGE: (CaseKind.exchange, CaseReason.damaged_in_transit),
}
REMEDIES = {
    TRACE: _option(
        TRACE,
        "请同事找快递核查",
        "Have it traced",
        r"核查|查件|查一?下|催|找回|核实|\b(?:trac\w+|check|find)\b",
    ),
    REFUND: _option(REFUND, "申请退款", "A refund", r"退款|退钱|不要了|\b(?:refund|money back)\b"),
    RETURN: _option(RETURN, "退货退款", "Return it for a refund", r"退货|退款|退了?|\b(?:return|refund)\b"),
    EXCHANGE: _option(
        EXCHANGE, "换一件新的", "A new one instead", r"换|重发|补发|\b(?:exchange|replace\w*|new one)\b"
    ),
}


class WordsKept(Kept):
    """The customer's own words, which go into the ticket or case; never asked for."""

    async def overhear(self, turn: Turn, subject: Subject) -> bool:
        """Keep the first message in words; a later one adds nothing that staff would miss."""
        if turn.text and turn.slot(self.slot) is None:
            turn.set(self.slot, turn.text)
        return False
