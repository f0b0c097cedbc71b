"""Publish to SNS topics."""

from nightshift.adapters.aws import Actions, client, translated

ACTIONS: Actions = {"publish": frozenset({"sns:Publish"})}


def publish(topic_arn: str, subject: str, body: str, *, attributes: dict[str, str]) -> None:
    """Publish one message; `attributes` are for the subscribers' filters.

    Raises:
        TransientError: throttled, or no answer: it may have been sent.
        RefusedError: no such topic, or access denied.
    """
    typed = {k: {"DataType": "String", "StringValue": v} for k, v in attributes.items() if v}
    region = topic_arn.split(":")[3]
    with translated(f"topic {topic_arn.rpartition(':')[2]}"):
        client("sns", region=region).publish(
            TopicArn=topic_arn, Subject=subject, Message=body, MessageAttributes=typed
        )
