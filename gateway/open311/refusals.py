"""What is not there, in the words of the standard."""

from services.common.errors import NotFound


class ServiceNotFound(NotFound):
    """The service_code that was provided was not found."""


class RequestNotFound(NotFound):
    """The service_request_id that was provided was not found."""


class TokenNotFound(NotFound):
    """The token that was provided was not found."""
