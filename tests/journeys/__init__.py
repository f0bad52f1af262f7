"""Whole stories in a real browser: every person signs in, and does with pages what they do in life."""
