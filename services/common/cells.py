"""Cells of CSV files that people open in a spreadsheet."""

# What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection").
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def quoted(cell: str) -> str:
    """Return the cell as text for every spreadsheet: what begins like a formula gets a quote before it."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
