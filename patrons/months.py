"""Months as people count them: the same day of each, or its last where it has no such day."""

import calendar


def months_later(moment, months):
    """The same day of a later month, or its last: 31 January and a month are 28 February."""
    month = moment.month - 1 + months
    year, month = moment.year + month // 12, month % 12 + 1
    return moment.replace(year=year, month=month, day=min(moment.day, calendar.monthrange(year, month)[1]))


def next_period(anchor, start, months):
    """When a period ends that begins at `start`, of a row that began at `anchor`: after 31 January and 28 February
    comes 31 March."""
    so_far = (start.year - anchor.year) * 12 + start.month - anchor.month
    return months_later(anchor, so_far + months)
