"""Put an environment to sleep and wake it exactly as it was: what it consists of, in which order.

Pure: what is there is told by `adapters.environment`, what was there by the ledger.
"""
