"""Following a request that somebody else reported; the links in mails lead to the pages below /follow."""

from gateway.route import Route

ROUTES = (
    Route(
        "POST", "/v1/requests/{number}/followers", "intake.follow_request", "Ask to hear of it by e-mail", status=202
    ),
    Route("POST", "/v1/followers/confirm", "intake.confirm_following", "Say that the mail has come: follow"),
    Route("POST", "/v1/followers/end", "intake.end_following", "Hear no more of it"),
)
