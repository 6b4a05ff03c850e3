"""Signing in with a browser: OpenID Connect code flow with PKCE, sessions in sealed cookies, and the way out again."""
