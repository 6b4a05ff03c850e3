"""Texts that are kept in several languages, read in one."""

from typing import Any

FALLBACK = "en"


def choose_words(texts: Any, language: str | None) -> str | None:
    """The text in the language (also es for es-MX), else in English, else in any; plain text as it is."""
    if not isinstance(texts, dict):
        return texts
    wanted = (language or FALLBACK).lower()
    for choice in (wanted, wanted.partition("-")[0], FALLBACK, *sorted(texts)):
        if texts.get(choice):
            return texts[choice]
    return None


def choose_language(texts: Any, language: str | None) -> str:
    """The language in which `choose_words` would answer."""
    wanted = (language or FALLBACK).lower()
    for choice in (wanted, wanted.partition("-")[0]):
        if isinstance(texts, dict) and texts.get(choice):
            return choice
    return FALLBACK
