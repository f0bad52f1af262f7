"""What leaves beside the request: how long a provider takes would tell whether there was anything to send."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

log = logging.getLogger(__name__)
POSTMEN = ThreadPoolExecutor(max_workers=4, thread_name_prefix="post")  # an ending process waits for them


def post(send: Callable[..., None], *what: Any) -> None:
    """Send something soon; what fails is noted without saying what it was or to whom."""
    POSTMEN.submit(_try, send, *what)


def _try(send: Callable[..., None], *what: Any) -> None:
    try:
        send(*what)
    except Exception as failure:  # whatever a provider answers
        log.warning("a code could not be sent: %s", type(failure).__name__)
