"""Terms in years, from a day to the same day of another year."""

from datetime import date


def years_before(day: date, years: int) -> date:
    """Return the same day `years` earlier; 28 February stands in for a 29th that is missing."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def years_after(day: date, years: int) -> date:
    """Return the same day `years` later; 28 February stands in for a 29th that is missing."""
    return years_before(day, -years)
