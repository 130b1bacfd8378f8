"""Numbers as people read them: percentages of at most two digits, with their error where it matters."""

import datetime

__all__ = [
    "bits",
    "count",
    "day",
    "factor",
    "moved",
    "of_their_own",
    "percent",
    "percent_with_error",
    "plural",
    "share",
    "shown",
]

NO_BREAK = "\u00a0"


def percent(probability: float) -> str:
    """Give a probability as a percentage without decimals; certainty is only shown where it is exact."""
    hundredths = round(probability * 100)
    if hundredths >= 100 and probability < 1:
        return f">{NO_BREAK}99{NO_BREAK}%"
    if hundredths <= 0 and probability > 0:
        return f"<{NO_BREAK}1{NO_BREAK}%"
    return f"{hundredths}{NO_BREAK}%"


def percent_with_error(probability: float, error: float | None) -> str:
    """Give a percentage with its computing error, where that reaches half a point.

    What has an error is never said to be certain.
    """
    if error is None or round(error * 100) < 1:
        return percent(min(max(probability, 1e-9), 1 - 1e-9) if error else probability)
    return f"{round(probability * 100)}{NO_BREAK}±{NO_BREAK}{round(error * 100)}{NO_BREAK}%"


def share(value: float) -> str:
    """Give a share of a whole as a percentage; a negative one keeps its sign."""
    return f"{round(value * 100)}{NO_BREAK}%".replace("-", "−")


def bits(value: float) -> str:
    """Give an amount of information in bits."""
    return f"{value:.1f}{NO_BREAK}bits" if value >= 0.05 else f"under 0.1{NO_BREAK}bits"


def factor(value: float) -> str:
    """Give how many times likelier something is, with two digits."""
    if value >= 100:
        return "over 100"
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}"


def day(date: str) -> str:
    """Give an ISO 8601 date in words; what is none stays as it is."""
    try:
        known = datetime.date.fromisoformat(date)
    except ValueError:
        return date
    return f"{known.day}{NO_BREAK}{known:%B}{NO_BREAK}{known.year}"


def shown(value: object, kind: str) -> str:
    """Give a value of a table as its column's kind asks (see `charts.chart.Kind`)."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if kind == "percent":
            return percent(value)
        if kind == "signed":
            return share(value)
        if kind == "points":
            return f"{round(value)}".replace("-", "−")
        return f"{value:g}"
    return day(str(value)) if kind == "date" else str(value)


def moved(now: float, before: float) -> str:
    """Tell in one word how a probability moved."""
    if round(now * 100) == round(before * 100):
        return "unchanged"
    return "up" if now > before else "down"


def count(number: int | str) -> str:
    """Give a count; beyond a million as a power of ten."""
    value = int(number)
    if value < 1_000_000:
        return f"{value:,}".replace(",", "\u202f")
    digits = str(value)
    return f"{digits[0]}.{digits[1]} × 10^{len(digits) - 1}"


def plural(number: int, one: str, many: str | None = None) -> str:
    """Give a number with its noun."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def of_their_own(cited: int, number: int) -> str:
    """Tell how many of a number of estimates rest on claims."""
    if number == 1:
        return (
            "the one estimate rests on claims of its own" if cited else "the one estimate rests on no claim of its own"
        )
    return f"{cited} of {number} estimates {'rests on claims of its' if cited == 1 else 'rest on claims of their'} own"
