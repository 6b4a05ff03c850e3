"""The county's texts as plain words and as HTML: paragraphs, lists and emphasis, nothing else."""

import html
import re

STRONG = re.compile(r"\*\*(.+?)\*\*")
ITEM = re.compile(r"^[-*] ")


def plain(text: str) -> str:
    """Return a text without its marks."""
    return STRONG.sub(r"\1", text)


def as_html(text: str) -> str:
    """Return a text as HTML; whatever looks like HTML in it is shown, not obeyed."""
    return "".join(_block(block) for block in re.split(r"\n\s*\n", text.strip()) if block.strip())


def _block(block: str) -> str:
    lines = [line.strip() for line in block.splitlines() if line.strip()]
    if all(ITEM.match(line) for line in lines):
        return f"<ul>{''.join(f'<li>{_inline(line[2:])}</li>' for line in lines)}</ul>"
    return f"<p>{'<br/>'.join(_inline(line) for line in lines)}</p>"


def _inline(line: str) -> str:
    return STRONG.sub(r"<strong>\1</strong>", html.escape(line, quote=False))
