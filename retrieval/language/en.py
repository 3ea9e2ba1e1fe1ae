"""English words for time and quantity."""

from __future__ import annotations

from typing import Final

from retrieval.language.words import Words

EN: Final = Words(
    months=(
        *("january", "february", "march", "april", "may", "june"),
        *("july", "august", "september", "october", "november", "december"),
    ),
    short_months=(
        *("jan", "feb", "mar", "apr", "", "jun", "jul", "aug", "sep sept", "oct", "nov", "dec"),
    ),
    doubtful_months="may march",
    proper_months="august",
    before_month=("in of since by until till from last next this early late mid every during"),
    weekdays="monday tuesday wednesday thursday friday saturday sunday",
    weekday_endings="s?",
    short_weekdays="mon tue wed thu fri sat sun",
    centuries="century centuries",
    clock=r"[ap]\.?m",
    numbers=(
        "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty"
        " seventy eighty ninety dozen dozens hundred hundreds thousand thousands half third quarter"
        " twice"
    ),
    large_numbers="million billion",
    counted="euro dollar percent kilo km metres kg people",
    numbered="page",
    asks_date="when|(?:what|which) (?:year|date|day|month|century|decade)",
    asks_quantity=(
        "how (?:many|much|long|old|far|tall|high|large|often|big|fast|heavy)"
        "|(?:what|which) (?:percentage|percent|number|amount|share)"
    ),
)
