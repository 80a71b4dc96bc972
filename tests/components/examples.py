"""A handful of sentences that a tiny model can learn by heart."""
from __future__ import annotations

from typing import List

from rasa.shared.nlu.training_data.message import Message

INTENTS = {
    "greet": ["你好", "您好呀", "hello", "hi"],
    "cancel_order": ["我要取消订单", "取消这个单", "cancel my order", "不要了取消"],
    "track_logistics": ["快递到哪了", "查一下物流", "where is my package", "包裹走到哪里"],
}

ENTITIES = [
    ("发到北京要几天", [("city", 2, 4)]),
    ("上海能送吗", [("city", 0, 2)]),
    ("寄广州多久", [("city", 1, 3)]),
    ("我要红色的", [("attribute", 2, 4)]),
    ("换成黑色吧", [("attribute", 2, 4)]),
    ("你好", []),
    ("谢谢", []),
]


def intent_messages() -> List[Message]:
    return [Message.build(text, intent) for intent, texts in INTENTS.items() for text in texts]


def entity_messages() -> List[Message]:
    return [
        Message.build(
            text, "inform", [{"entity": e, "start": s, "end": t, "value": text[s:t]} for e, s, t in spans]
        )
        for text, spans in ENTITIES
    ]
