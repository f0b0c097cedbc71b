"""The logger of every function, set up in one place."""

from aws_lambda_powertools import Logger

logger = Logger(service="nightshift", utc=True)
