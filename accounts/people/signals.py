"""The word that people's memberships say to whoever comes later."""

from django.dispatch import Signal

# membership: one that has just ended at once; its organisation and person are read along.
membership_ended = Signal()
