"""Why customers file a case, and the words in which they say so."""

from __future__ import annotations

import re

from actions.questions import Option
from shop.enums import CaseReason

_WORDS = {
    CaseReason.no_longer_wanted: (
        r"(?<!要)不(?:想|需)?要了?(?!退|换)|不喜欢|买多了|买错|拍错|多买|无理由|后悔|用不[上着]",
        r"don'?t (?:want|need|like)|no longer (?:want|need)|changed my mind|by mistake|wrong choice",
    ),
    CaseReason.wrong_size: (
        r"尺[码寸]|(?:太|偏|有点|买)[大小]了?|不合[适身脚]|大了|小了|[穿戴]不[下上了]|型号不对",
        r"too (?:big|small|tight|large|loose)|doesn'?t fit|wrong size",
    ),
    CaseReason.not_as_described: (
        r"(?:与|和|跟).{0,6}(?:描述|图片|照片|宣传|页面)不(?:符|一样|一致)|色差|货不对板|不符",
        r"not as (?:described|shown|pictured)|differs? from",
    ),
    CaseReason.faulty: (
        r"质量|坏了|故障|用不了|没声音|开不了|不(?:能用|好用|制冷|充电|通电|亮|转)|充不[进了上]电|失灵|断开|漏[水电]"
        r"|死机|黑屏|自己灭|有问题|毛病",
        r"faulty|broken|defective|broke|doesn'?t work|not working|stopped working|won'?t (?:turn on|charge)",
    ),
    CaseReason.damaged_in_transit: (
        r"破损|破了|碎了|压坏|摔坏|变形|划痕|磕",
        r"arrived (?:broken|damaged)|damaged|scratched|cracked",
    ),
    CaseReason.wrong_item: (
        r"发错|寄错|错发|不是我(?:买|订|要)的",
        r"wrong (?:item|one|thing|colour|color|product)|not what I ordered",
    ),
    CaseReason.missing_item: (
        r"少[了发件]|漏发|缺|没有配件|配件不[全齐]|不齐",
        r"missing|incomplete",
    ),
    CaseReason.not_received: (
        r"没(?:有)?收到|没到|丢了|丢件",
        r"not (?:received|arrived)|never (?:came|arrived|got)|didn'?t (?:arrive|get|receive)|lost",
    ),
    CaseReason.other: (r"其[他它]原因", r"other reason"),
}
# Where the shop's own label is too narrow for a button.
_LABELS = {CaseReason.wrong_size: ("尺码、颜色或规格不合适", "wrong size, colour or version")}


def reason_options(*reasons: CaseReason) -> list[Option]:
    """Return what can be given as the reason, with the words by which customers name each."""
    found = []
    for reason in reasons:
        chinese, english = _WORDS[reason]
        pattern = re.compile(rf"{chinese}|\b(?:{english})\b", re.IGNORECASE)
        found.append(Option(str(reason), *_LABELS.get(reason, (reason.label_zh, reason.label_en)), pattern))
    return found
