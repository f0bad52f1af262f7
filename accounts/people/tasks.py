"""The bell of people's sessions; safe to ring twice."""

from celery import shared_task

from accounts.people.proof import forget_sign_ups
from accounts.people.sessions import clear_sessions


@shared_task(name="accounts.clear_sessions")
def forget_sessions() -> None:
    """Forget what has run out, and sign-ups that nobody has proven."""
    clear_sessions()
    forget_sign_ups()
