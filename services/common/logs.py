"""Logs: one JSON object a line, a sentence and ids, never personal data."""

import json
import logging
import sys
from contextvars import ContextVar
from typing import Any

from services.common import clock

trace: ContextVar[str | None] = ContextVar("trace", default=None)
_STANDARD = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """Writes time, level, service, trace id, sentence and the ids given as extra."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self.service = service

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; an exception is named with its place, its message is left out (it may quote input)."""
        line: dict[str, Any] = {
            "time": clock.instant_text(clock.now()),
            "level": record.levelname.lower(),
            "service": self.service,
            "trace": trace.get(),
            "says": record.getMessage(),
        }
        line.update({k: v for k, v in vars(record).items() if k not in _STANDARD})
        if record.exc_info and record.exc_info[1]:
            line["error"] = type(record.exc_info[1]).__name__
            line["at"] = _place(record.exc_info[1])
        return json.dumps({k: v for k, v in line.items() if v is not None}, default=str)


def _place(error: BaseException) -> list[str]:
    """Return the innermost six steps of the traceback as file:line."""
    steps = []
    step = error.__traceback__
    while step is not None:
        steps.append(f"{step.tb_frame.f_code.co_filename.rpartition('/')[2]}:{step.tb_lineno}")
        step = step.tb_next
    return steps[-6:]


def logger(name: str) -> logging.Logger:
    """Return the logger of a module."""
    return logging.getLogger(name)


def configure(service: str, level: int = logging.INFO) -> None:
    """Send every log line of this process to standard error as JSON; libraries from warning on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(service))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    # Nameko writes the text of every error, which may quote a resident; what failed is logged by us.
    logging.getLogger("nameko.containers").setLevel(logging.CRITICAL)
    for ours in ("services", "gateway", "deploy"):
        logging.getLogger(ours).setLevel(level)
