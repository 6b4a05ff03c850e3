"""The pages to which the links in mails about followed requests lead: a look changes nothing, a button does."""

from collections.abc import Iterator
from html import escape

from gateway.calls import Calls
from gateway.exchange import Exchange
from gateway.gate import Handler
from gateway.limits import Limits
from gateway.owners.desk import HTML
from gateway.owners.parts import button, notice, paragraph, render
from gateway.paperwork import pairs, read_form, refusing
from services.common.caller import ANONYMOUS
from services.common.contract import Call, load
from services.intake import contract as intake

ASKED = {
    "/follow": ("Follow this request?", "You will be told by e-mail when something happens.", "Yes, follow it"),
    "/follow/end": ("Hear no more of this request?", "Your address will be forgotten.", "Yes, no more mail"),
}
DONE = {"/follow": "You follow request {number} now.", "/follow/end": "You will hear no more of it."}


class FollowersDesk:
    """Answers those who follow a request, who are known by the secret of a link."""

    def __init__(self, calls: Calls, limits: Limits) -> None:
        self.calls = calls
        self.limits = limits

    def rows(self) -> Iterator[tuple[str, str, Handler, str]]:
        """Yield method, address, handler and rank."""
        for path, call in (("/follow", intake.CONFIRM_FOLLOWING), ("/follow/end", intake.END_FOLLOWING)):
            yield "GET", path, refusing(_asking(path), _refused, HTML), "read"
            yield "POST", path, refusing(self._doing(path, call), _refused, HTML), "write"

    def _doing(self, path: str, call: Call) -> Handler:
        async def act(exchange: Exchange) -> None:
            token = (await read_form(exchange)).get("token", "")
            load(call.request, {"token": token})
            self.limits.check(exchange, ANONYMOUS, "read")
            said = await self.calls.make("intake", call, {"token": token}, ANONYMOUS, exchange.traceparent, "write")
            heading, _, _ = ASKED[path]
            text = DONE[path].format(number=said["number"])
            await exchange.answer(200, render(heading, [notice(text)]), HTML)

        return act


def _refused(status: int, detail: str) -> bytes:
    """Return the page that says why nothing was done."""
    return render("Following a request", [notice(detail, bad=True)], wrong=True)


def _asking(path: str) -> Handler:
    """Return the handler of a page with one button: programs that open links in mails press none."""
    heading, text, label = ASKED[path]

    async def show(exchange: Exchange) -> None:
        token = escape(dict(pairs(exchange.scope["query_string"])).get("token", ""), quote=True)
        form = (
            f'<form method="post" action="{path}"><input type="hidden" name="token" value="{token}">'
            f"{button(label)}</form>"
        )
        await exchange.answer(200, render(heading, [paragraph(text), form]), HTML)

    return show
