"""Traditional characters become simplified ones and every offset holds."""
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.bert.script import simplified
from components.bert.units import fold


@pytest.mark.parametrize(
    ("traditional", "plain"),
    [
        ("訂單發貨了嗎", "订单发货了吗"),
        ("退貨運費誰出", "退货运费谁出"),
        ("裏面少了一個", "里面少了一个"),
        ("order 123", "order 123"),
    ],
)
def test_traditional_is_simplified(traditional: str, plain: str) -> None:
    assert simplified(traditional) == plain


@given(st.text(max_size=60))
def test_every_text_keeps_its_length(text: str) -> None:
    assert len(simplified(text)) == len(text)
    assert len(fold(text)) == len(text)
