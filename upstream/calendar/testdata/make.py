"""Makes buckets.tsv: where buckets begin and end around changes of offsets, by Python's zoneinfo.

It reads the clock of each zone every half hour and knows no calendar but datetime's. Run in this directory:
    mkdir /tmp/zones && unzip -q ../zoneinfo.zip -d /tmp/zones && PYTHONTZPATH=/tmp/zones python3 make.py > buckets.tsv
"""
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

ZONES = ["Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia",
         "Africa/Casablanca", "UTC"]
STEP = timedelta(minutes=30)
FROM, TO = datetime(2010, 12, 20, tzinfo=timezone.utc), datetime(2026, 12, 31, tzinfo=timezone.utc)


def keys(local):
    date = local.date()
    return {
        "hour": (date, local.hour, local.utcoffset()),
        "day": date,
        "week/MONDAY": date - timedelta(days=date.weekday()),
        "week/SUNDAY": date - timedelta(days=(date.weekday() + 1) % 7),
        "month": (date.year, date.month),
        "quarter": (date.year, (date.month - 1) // 3),
        "year": date.year,
    }


for name in ZONES:
    zone, t = ZoneInfo(name), FROM
    spans, changes, before = {}, [], None
    while t < TO:
        local = t.astimezone(zone)
        if before is not None and local.utcoffset() != before:
            changes.append(t)
        before = local.utcoffset()
        for unit, key in keys(local).items():
            first, _ = spans.get((unit, key), (t, t))
            spans[unit, key] = (first, t + STEP)
        t += STEP
    if not changes:  # An arbitrary one: the tables have some rows of every zone.
        changes = [datetime(2024, 2, 29, tzinfo=timezone.utc)]
    for (unit, key), (first, end) in sorted(spans.items(), key=lambda s: (s[1], s[0][0])):
        near = timedelta(hours=2) if unit == "hour" else timedelta(days=1)
        if first > FROM + timedelta(days=14) and end < TO and any(first - near <= c <= end + near for c in changes):
            z = lambda t: t.strftime("%Y-%m-%dT%H:%M:%SZ")
            print(name, unit, z(first), z(end), sep="\t")
