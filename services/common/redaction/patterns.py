"""What personal data looks like: e-mail addresses, numbers of telephones, cards, persons and cars, homes, names.

No pattern finds everything: what is published is what people wrote for their county. Better a word too many than
a number.
"""

import re

GAP = r"[\s.\-‐-―/·]"

AT = re.compile(r"@|\bat\b", re.IGNORECASE)
EMAILS = (
    re.compile(r"[^\s@<>(),;:\"']{1,64}@[^\s@<>(),;:\"']{1,250}\.[A-Za-z]{2,}"),
    # ana (at) example (dot) org, ana at example dot org
    re.compile(
        r"\b[\w.+-]{1,64}\s*(?:[(\[{]\s*at\s*[)\]}]|\s+at(?=\s+[\w-]+\s+dot\s))\s*[\w-]+"
        r"(?:\s*(?:[(\[{]\s*dot\s*[)\]}]|\.|\s+dot\s)\s*[\w-]+)+",
        re.IGNORECASE,
    ),
)
CARD = re.compile(r"(?<![\w.])\d(?:[ -]?\d){12,18}(?!\w)")
SOCIAL_SECURITY = re.compile(
    rf"(?<![\w-])\d{{3}}{GAP}\d{{2}}{GAP}\d{{4}}(?![\w-])|(?:\bssn\b|\bsocial security)\D{{0,20}}\d{{9}}\b",
    re.IGNORECASE,
)
PHONE = re.compile(
    rf"(?<![\w-])(?:\+?1{GAP}?)?(?:\(\d{{3}}\)\s?|\d{{3}}{GAP})\d{{3}}{GAP}?\d{{4}}(?![\w-])"  # 301-555-0143
    r"|(?<![\w-])(?:\+?1)?[2-9]\d\d[2-9]\d{6}(?![\w-])"  # 3015550143
    r"|(?<![\w-])[2-9]\d\d[.\-‐-―]\d{4}(?![\w-])"  # 555-0143
    r"|(?<!\w)\d(?: \d){9,10}(?!\w)"  # 3 0 1 5 5 5 0 1 4 3
    rf"|(?<!\w)\+\d{{1,3}}(?:{GAP}?\(?\d{{2,4}}\)?){{2,5}}(?!\w)"  # +44 20 7946 0958
)
PLATE = re.compile(
    r"\b(?P<before>(?:licen[cs]e|plates?|tags?|placas?|matr[ií]cula)\b"
    r"(?:[\s:#.,'\"-]*\b(?:plates?|numbers?|no|is|was|reads|the|with|es|de|[A-Z]{2})\b)*[\s:#.'\"-]+)"
    r"(?=[\w -]*\d)[A-Z0-9]{1,4}[ -]?[A-Z0-9]{2,5}\b",
    re.IGNORECASE,
)
# Maryland's form of a plate, and the number of a vehicle (17 signs, letters and digits, without I, O and Q).
PLAIN_PLATE = re.compile(r"\b\d[A-Z]{2}\d{4}\b|\b(?=[A-Z]*\d)(?=\d*[A-Z])[A-HJ-NPR-Z0-9]{17}\b")
_STREETS = (
    "ave?|avenue|blvd|boulevard|calle|cir|circle|ct|court|dr|drive|hwy|highway|ln|lane|pkwy|parkway|pike|pl|place|rd"
    "|road|sq|square|st|street|ter|terrace|way"
)
_HOUSE = rf"\d{{1,6}}[A-Za-z]?(?:\s+[\w.'’]+){{1,4}}?\s+(?:{_STREETS})\b\.?"
HOME = re.compile(
    r"\b(?P<before>(?:(?:i|we)(?:\s+\w+)?\s+live\s+(?:at|on|in)|my\s+(?:home|house|address|apartment)(?:\s+(?:is|at|on))*"
    rf"|viv(?:o|imos)\s+en|mi\s+(?:casa|direcci[oó]n)(?:\s+(?:es|en|está))*)[\s:,]+){_HOUSE}",
    re.IGNORECASE,
)
FLAT = re.compile(r"\b(?:apt|apartment|apto|departamento)\b\.?\s*#?\s*(?:\w*\d\w*|[A-Z])\b", re.IGNORECASE)
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ][\w'’-]+"
# One name after "my name is", two at least after what may introduce anything else.
NAMED = re.compile(
    rf"\b(?P<before>(?:(?i:my name is|name\s*:|me llamo|mi nombre es)|Mr\.?|Mrs\.?|Ms\.?)\s+)"
    rf"{_CAPITAL}(?:\s+{_CAPITAL}){{0,2}}"
)
INTRODUCED = re.compile(
    r"\b(?P<before>(?i:i am|i['’]m|this is|soy|ask for|thanks|thank you|gracias|sincerely|regards),?\s+)"
    rf"{_CAPITAL}\s+{_CAPITAL}(?:\s+{_CAPITAL})?"
)
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def is_card(digits: str) -> bool:
    """Whether 13 to 19 digits have the check digit of a payment card (Luhn, ISO/IEC 7812)."""
    total = 0
    for place, sign in enumerate(reversed(re.sub(r"\D", "", digits))):
        value = int(sign) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
