"""The list of one's own requests: a link to it is mailed to the address that was given with them."""

from gateway.route import Route

ALL = "/v1/own-requests"

ROUTES = (
    Route(
        "POST", ALL + "/links", "intake.send_own_list_link",
        "Have a link to one's own requests mailed; the answer is the same whether the address is known or not",
        status=202, has_mail_sent=True,
    ),
    Route("GET", ALL, "intake.list_own_requests", "List one's own requests by the token of the link"),
)  # fmt: skip
