"""Forms in, pages out: what the gateway's own pages share."""

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl

from gateway import bodies, problems
from gateway.exchange import Exchange, Headers
from gateway.gate import Handler
from services.common.errors import MalformedInput, Refusal

FORM = "application/x-www-form-urlencoded"
MOST_BYTES, MOST_FIELDS = 16384, 20
Texts = dict[str, str]


class NotAForm(Refusal):
    """Send the form as a browser does: application/x-www-form-urlencoded in UTF-8."""

    status = 415


def refusing(act: Callable[[Exchange], Awaitable[None]], page: Callable[[int, str], bytes], html: Headers) -> Handler:
    """Return the handler that says a refusal on a page."""

    async def handle(exchange: Exchange) -> None:
        try:
            await act(exchange)
        except Refusal as refusal:
            body = page(refusal.status, refusal.detail)
            wait = [header for header in problems.headers_of(refusal) if header[0] == b"retry-after"]
            await exchange.answer(refusal.status, body, [*html, *wait])

    return handle


async def read_form(exchange: Exchange) -> Texts:
    """Return the fields of a form; MalformedInput or NotAForm for anything else."""
    if exchange.header(b"content-type").partition(";")[0].strip().lower() != FORM:
        raise NotAForm()
    body = await bodies.receive_all(exchange.receive, exchange.header(b"content-length"))
    if len(body) > MOST_BYTES:
        raise bodies.BodyTooLarge("The form is larger than 16 KiB.")
    return dict(pairs(body))


def pairs(text: bytes) -> list[tuple[str, str]]:
    """Return the fields of a form or of an address; MalformedInput for what is neither."""
    try:
        return parse_qsl(text.decode("ascii"), True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise MalformedInput("The form cannot be read.") from error
