"""Secret values from Secrets Manager; they are never logged and never leave the function."""

from nightshift.adapters.aws import Actions, client, translated

ACTIONS: Actions = {"value": frozenset({"secretsmanager:GetSecretValue"})}


def value(name: str) -> str:
    """Return the current value of a secret.

    Raises:
        RefusedError: no such secret, or access denied.
        TransientError: throttled, or no answer.
    """
    with translated(f"secret {name}"):
        return str(client("secretsmanager").get_secret_value(SecretId=name)["SecretString"])
