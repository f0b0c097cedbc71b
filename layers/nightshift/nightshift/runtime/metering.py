"""The metrics of every function that counts something; apart, so that others do not pay."""

from aws_lambda_powertools import Metrics

metrics = Metrics(namespace="Nightshift", service="nightshift")
