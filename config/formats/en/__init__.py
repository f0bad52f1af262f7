"""English as the site writes it: the British order, months in full."""
