"""English words for times and amounts."""

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
    relative=(
        r"summer|autumn|spring|winter|christmas|easter|midnight|yesterday|tomorrow|noon"
        r"|(?:next|last|this)\s(?:week|month|year|weekend)"
    ),
    numbers=(
        "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
        "|(?:thir|four|fif|six|seven|eigh|nine)teen"
        r"|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?"
        "|dozens?|hundreds?|thousands?|twice"
    ),
    one="one|an?|half|several|a few",
    large_numbers="million billion",
    currencies="euros dollars cents pounds",
    free="free of charge|for free",
    shares="percent|per cent|half|third|quarter|fifth|tenth",
    time_units="seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|decades?|centur(?:y|ies)",
    lasting="until|since|till|lasts|lasted",
    ago="ago|before|after|earlier|later",
    since="since|after|within",
    measures=(
        "(?:kilo|centi|milli)?(?:met(?:er|re)|gram)s?|miles?|feet|foot|inch(?:es)?|acres?|hectares?"
        "|tons?|tonnes?|lit(?:er|re)s?|degrees?|mph|ft|lbs?"
    ),
    ages=(
        r"#[- ]years?[- ]old|aged|born|age of"
        r"|(?:is|was|turned|turns)\s#(?=\W*(?:$|\s(?:and|when)\b))"
    ),
    counted="euro dollar percent kilo km metres kg people",
    numbered="page",
    asks_date="when|(?:what|which) (?:year|date|day|month|century|decade)",
    asks=(
        ("DATE", "(?:at )?what time"),
        ("PERCENT", r"(?:what|which|how)\b.*\b(?:percentage|percent|per cent|share)"),
        (
            "MONEY",
            r"how much\b.*\b(?:costs?|money|pay|pays|paid|earns?|earned|spends?|spent|charged?|fee"
            r"|salary|rent|euros|dollars)|how expensive"
            r"|what (?:does|did|do|will|would)\b.*\bcost(?=\W*$)"
            r"|what (?:is|was|are|were) the (?:\w+ )?(?:price|costs?|salary|rent|fee|fine|budget)",
        ),
        ("DURATION", "how many (?:seconds|minutes|hours|days|nights|weeks|months|years)|how long"),
        (
            "MEASURE",
            r"how many (?:\w*met(?:er|re)s|miles|tons|tonnes|hectares|acres|lit(?:er|re)s|degrees)"
            "|how (?:far|tall|heavy|deep|wide)",
        ),
        ("MEASURE DURATION", "how fast"),
        ("AGE", "how old"),
        ("COUNT DURATION", "how often"),
        ("COUNT", "how many"),
        (
            "MONEY PERCENT MEASURE COUNT",
            "how (?:much|high|large|big)|(?:what|which) (?:number|amount)",
        ),
    ),
    asks_question=r"what\b.*\bask(?:s|ed)?|(?:what|which) questions?",
)
