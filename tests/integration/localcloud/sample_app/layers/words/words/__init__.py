"""Words for every occasion."""


def polite(sentence: str) -> str:
    return f"{sentence}!"
