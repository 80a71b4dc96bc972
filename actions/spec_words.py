"""The words by which customers ask for one line of a product's specifications, by the key of the line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shop.views import Spec

_WORDS = {
    "screen": r"屏幕|屏多大|几寸|多少寸|分辨率|刷新率|\bscreen|\bdisplay",
    "battery": r"电池|续航|待机|能用多久|毫安|耐用多久|\bbattery|\bhow long does it last",
    "charging": r"充电|快充|无线充|\bcharg",
    "camera": r"摄像|像素|拍照|相机|\bcamera|\bmegapixel",
    "chip": r"处理器|芯片|\bcpu\b|\bprocessor|\bchip",
    "memory": r"(?:运行)?内存|运存|\bram\b|\bmemory",
    "weight": r"多重|重量|几斤|多少斤|重不重|轻不轻|\bweigh|\bheavy",
    "ports": r"接口|插口|type-?c|\bhdmi\b|\busb\b|\bports?\b|\bconnector",
    "waterproof": r"防水|进水|\bwater ?(?:proof|resist)",
    "playtime": r"续航|能听多久|能用多久|能玩多久|跑多久|\bplay(?:ing)? ?time|\bbattery",
    "noise": r"降噪|噪音|噪声|吵不吵|静音|分贝|\bnois|\bquiet|\bloud",
    "power": r"功率|多少瓦|几瓦|费电|\bwatt|\bpower\b",
    "capacity": r"容量|多少升|几升|存储|装多少|\bcapacity|\bstorage|\blit(?:er|re)s?\b",
    "energy": r"能效|几级|省电|\benergy",
    "area": r"面积|多大的房间|多少平|几平|\broom size|\bsquare",
    "size": r"尺寸|多大|多长|多宽|多高|长宽高|\bsize|\bdimension|\bhow (?:big|long|wide|tall)",
    "material": r"材质|材料|面料|什么做的|纯棉|真皮|\bmaterial|\bmade of|\bfabric|\bcotton|\bleather",
    "washing": r"机洗|手洗|怎么洗|能洗|可洗|\bwash",
    "skin": r"肤质|敏感肌|油皮|干皮|\bskin",
    "shelf_life": r"保质期|过期|放多久|\bshelf life|\bexpir|\bbest before",
    "age": r"几岁|多大的?孩子|适用年龄|几个月|\bwhat age|\bhow old|\bages?\b",
    "pages": r"多少页|几页|页数|\bpages?\b",
    "load": r"承重|载重|能坐多重|\bload\b|\bmaximum weight",
}
_PATTERNS = {key: re.compile(words, re.IGNORECASE) for key, words in _WORDS.items()}


def asked_keys(text: str, specs: Sequence[Spec] = ()) -> list[str]:
    """Return the keys of the lines that cleaned *text* asks for; names of *specs* themselves count as well."""
    keys = [key for key, pattern in _PATTERNS.items() if pattern.search(text)]
    folded = text.casefold()
    own = [
        s.key
        for s in specs
        if s.name_zh in text or re.search(rf"\b{re.escape(s.name_en.casefold())}\b", folded)
    ]
    return list(dict.fromkeys([*keys, *own]))
