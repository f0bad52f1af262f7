"""The bell of people's sessions; safe to ring twice."""

from celery import shared_task

from accounts.people.sessions import clear_sessions


@shared_task(name="accounts.clear_sessions")
def forget_sessions() -> None:
    """Forget what has run out."""
    clear_sessions()
