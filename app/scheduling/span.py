"""How long until a card comes back, in the few letters a button has room for."""

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_YEAR = 365 * _DAY
_MONTH = _YEAR // 12

_LEARN_AHEAD = 20 * _MINUTE


def short_span(seconds: int) -> str:
    """The wait before a repeat within a session: "<10m", and "3.4h" once it exceeds the 20 minutes of learning ahead.

    "<" says that it may come sooner when nothing else is left to do.
    """
    return ("<" if seconds < _LEARN_AHEAD else "") + _largest_unit(seconds)


def short_days(days: int) -> str:
    """An interval as Anki prints it: "1d", "2.3mo", "1.5y"; a month is a twelfth of 365 days."""
    return _largest_unit(days * _DAY)


def _largest_unit(seconds: int) -> str:
    if seconds < _MINUTE:
        return f"{seconds}s"
    if seconds < _HOUR:
        return f"{_rounded(seconds, _MINUTE)}m"
    if _DAY <= seconds < _MONTH:
        return f"{_rounded(seconds, _DAY)}d"
    size, name = next((size, name) for size, name in ((_YEAR, "y"), (_MONTH, "mo"), (_HOUR, "h")) if seconds >= size)
    whole, tenth = divmod(_rounded(10 * seconds, size), 10)
    return f"{whole}.{tenth}{name}" if tenth else f"{whole}{name}"


def _rounded(amount: int, unit: int) -> int:
    """amount / unit to the nearest whole number, halves up."""
    return (2 * amount + unit) // (2 * unit)
