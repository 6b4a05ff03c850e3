"""The HTTP door of hub311: routes, authentication, limits and the error table; no rule and no query of its own."""
