"""Days on the shop's calendar."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta, timezone

# China has one time zone and no summer time, so no zone database is needed.
SHOP_TIME = timezone(timedelta(hours=8), "Asia/Shanghai")
_SATURDAY = 5


def shop_day(moment: datetime) -> date:
    """Return the day of *moment* in the shop's time zone."""
    return moment.astimezone(SHOP_TIME).date()


def after_working_days(day: date, count: int) -> date:
    """Return the day *count* working days (Monday to Friday) after *day*; the day itself for 0."""
    while count > 0:
        day += timedelta(days=1)
        count -= int(day.weekday() < _SATURDAY)
    return day


def after_months(day: date, count: int) -> date:
    """Return the same day *count* months later, or that month's last day where it has no such day."""
    months = day.year * 12 + day.month - 1 + count
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
