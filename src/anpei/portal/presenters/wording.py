"""Dates, names and numbers as a customer reads them, in the current language."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from anpei.core import clock
from anpei.products.models import Product
from anpei.values.dates import local_date, local_datetime

_ZH_WEEK = "一二三四五六日"  # Chinese is meant: weekdays
_ZH_DAY = "{0.month}月{0.day}日"  # Chinese is meant: a date
_ZH_YEAR = "{0.year}年{0.month}月{0.day}日"  # Chinese is meant: a date with its year
_ZH_WEEKDAY = "周{0}"  # Chinese is meant: a weekday
_ZH_DAY_WEEK = "{0}（{1}）"  # Chinese is meant: full-width brackets


def chinese() -> bool:
    return (get_language() or "zh-hans").startswith("zh")


def product_name(product: Product) -> str:
    return product.name if chinese() else product.name_en


def local(value: date | datetime) -> date:
    """The day in Shanghai of a date or an instant."""
    return local_date(value) if isinstance(value, datetime) else value


def day(value: date | datetime) -> str:
    """Month and day; the year only when it is not this one."""
    on = local(value)
    if on.year != clock.today().year:
        return day_year(on)
    return _ZH_DAY.format(on) if chinese() else f"{on.day} {on:%b}"


def day_year(value: date | datetime) -> str:
    on = local(value)
    return _ZH_YEAR.format(on) if chinese() else f"{on.day} {on:%b %Y}"


def weekday(value: date | datetime) -> str:
    on = local(value)
    return _ZH_WEEKDAY.format(_ZH_WEEK[on.weekday()]) if chinese() else f"{on:%A}"


def day_week(value: date | datetime) -> str:
    on = local(value)
    return _ZH_DAY_WEEK.format(day(on), weekday(on)) if chinese() else f"{on:%a} {day(on)}"


def moment(value: datetime) -> str:
    """Day and time of day; today is called today."""
    at = local_datetime(value)
    name = pgettext("portal", "today") if at.date() == clock.today() else day(at.date())
    return f"{name} {at:%H:%M}"


def masked_phone(phone: str) -> str:
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 7 else "****"


def masked_id(number: str) -> str:
    return f"{number[:4]}**********{number[-4:]}" if len(number) >= 12 else "****"


def greeting() -> str:
    hour = local_datetime(clock.now()).hour
    if hour < 5 or hour >= 18:
        return _("Good evening")
    return _("Good morning") if hour < 12 else _("Good afternoon")


def face(name: str) -> str:
    """The one sign in a person's round picture: the family name's first character."""
    return name[:1]
