"""What all closed sets of values of the shop have in common."""

from __future__ import annotations

from enum import Enum

LABELS: dict[
    ShopEnum, tuple[str, str]
] = {}  # what customers read, Chinese and English; each topic adds its own


class ShopEnum(str, Enum):
    """A string enum that prints as its value, so that it can go into a message or a slot as it is.

    It equals its value, but no member of another enum of the same value: an expired coupon is no expired points.
    """

    def __str__(self) -> str:
        return str(self.value)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, ShopEnum) and type(other) is not type(self):
            return False
        return str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return str.__hash__(self)


class LabelledEnum(ShopEnum):
    """A value that customers read; its words stand in `LABELS`."""

    @property
    def label_zh(self) -> str:
        """What a customer reads in Chinese."""
        return LABELS[self][0]

    @property
    def label_en(self) -> str:
        """What a customer reads in English."""
        return LABELS[self][1]
