"""Tax numbers: the form, and the check digits of GB 32100-2015 and GB 11643-1999."""

import pytest

from shop.tax_numbers import is_tax_number, squeeze_tax_number


@pytest.mark.parametrize(
    ("number", "good"),
    [
        ("91330106MA2KEFU01M", True),
        ("91110000600037341L", True),
        ("91330106MA2KEFU01X", False),  # the check digit
        ("91330106MA2KEFU10M", False),  # two places swapped
        ("9133O106MA2KEFU01M", False),  # the letter O is none of the code
        ("11010519491231002X", True),  # an identity card's number
        ("110105194912310021", False),
        ("330106789012345", True),
        ("33010678901234512", True),
        ("33010678901234567890", True),
        ("3301067890123451", False),
        ("123", False),
        ("", False),
    ],
)
def test_tax_numbers(number, good):
    assert is_tax_number(number) is good


def test_typed_numbers_are_squeezed():
    assert squeeze_tax_number(" 9133 0106-ma2kefu01m ") == "91330106MA2KEFU01M"
