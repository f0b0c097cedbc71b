"""Any other host: it takes everything and answers 200 with nothing."""

from localcloud.answers import Answer
from localcloud.api_call import HttpRequest
from localcloud.outside.places import place
from localcloud.outside.reception import Reception, Texts, parsed


class Webhooks:
    """Whoever has an address."""

    name = "webhook"
    texts = Texts(throttled="", failed="")

    def place(self, http: HttpRequest) -> str:
        """Return the host and a fingerprint of the path."""
        return place(http.url)

    def receive(self, http: HttpRequest) -> Reception:
        """Take it."""
        return Reception(Answer(200), {"method": http.method, "body": parsed(http.body)})
