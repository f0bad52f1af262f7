"""What people write in a tender: its document, its steps, and their word on it."""
