"""A small OpenID Connect issuer for development and tests; production uses the county's own."""

from deploy.identity.tokens import mint

__all__ = ["mint"]
