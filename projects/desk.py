"""Index of what waits on people in projects, in the order a purchase moves."""
