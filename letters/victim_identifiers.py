"""Could these words tell somebody who the victim was? Marks what a person must look at; it never clears.

Sexual Offences (Amendment) Act 1992 s.1(3A): name, address, school, place of work and picture identify;
dates, places, ages and family words put together do so too ("jigsaw" identification, domain.md section 8).
"""

import re

_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_NUMBERS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
_RELATIVES = (
    r"(?:step|god|grand|foster )?-?(?:daughter|son|child(?!ren)|father|mother|brother|sister|parent)s?"
    r"|niece|nephew|cousin|aunt|uncle|wife|husband|girlfriend|boyfriend|ex|mum|dad|gran|grandad|granny"
    r"|partner|relative|neighbour|babysitter|pupil|lodger|colleague|team-?mate"
)

# {what it is: how it looks}. Case is ignored except where a capital is the sign (a place's name).
_SIGNS: dict[str, re.Pattern[str]] = {
    "relationship": re.compile(rf"\b(?:{_RELATIVES})(?:['’]s|s)?\b", re.IGNORECASE),
    "date": re.compile(
        rf"\b(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}|(?:19|20)\d\d|\d{{1,2}}(?:st|nd|rd|th)?"
        rf" (?:of )?(?:{_MONTHS})|(?:in|since|during|last|of) (?:{_MONTHS}))\b",
        re.IGNORECASE,
    ),
    "age": re.compile(
        rf"\b(?:aged?|age of|was|were|then) (?:only |just )?(?:\d{{1,2}}|{_NUMBERS})\b"
        rf"|\b(?:\d{{1,2}}|{_NUMBERS})[- ]years?[- ]old\b|\bunder (?:\d{{1,2}}|{_NUMBERS})\b"
        r"|\b(?:baby|toddler|infant|teenager?)\b",
        re.IGNORECASE,
    ),
    "school or place": re.compile(
        r"(?i:\b(?:schools?|nursery|college|academy|church|mosque|temple|club|hospital|hostel|playgroup"
        r"|scouts?|guides|swimming pool|workplace|(?:her|his|their|the) home"
        r"|(?:her|his|their) (?:house|flat|bedroom))\b)"
        r"|\b(?:in|at|from|near|of) (?:[A-Z][a-z]+)"
        r"|\b[A-Z]\w+ (?:Road|Street|Lane|Avenue|Close|Drive|Way|Terrace|Crescent)\b"
    ),
    "boy or girl": re.compile(r"\b(?:boy|girl|schoolboy|schoolgirl)s?\b", re.IGNORECASE),
    "victim": re.compile(r"\b(?:victims?|complainants?|witness(?:es)?)\b", re.IGNORECASE),
}
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


def suspicions(text: str) -> list[str]:
    """Say, sentence by sentence, what could identify a victim: `sentence 2: a relationship (niece)`.

    Names, places and dates are pointed at, never repeated. An empty list is not a clearance: a human tick
    is asked for whatever this finds.
    """
    found = []
    for number, sentence in enumerate(filter(None, _SENTENCE.split(text.strip())), start=1):
        for what, sign in _SIGNS.items():
            seen = sign.search(sentence)
            if seen and what == "relationship":
                found.append(f"sentence {number}: a {what} ({seen[0].lower()})")
            elif seen:
                found.append(f"sentence {number}: {'an' if what == 'age' else 'a'} {what}")
    return found
