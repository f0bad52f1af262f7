"""The words that procurement says to later stages, inside the transaction of the act.

A stage that says a new word declares it here with the arguments it sends.
"""
