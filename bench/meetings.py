"""Meetings a minute through the whole pipeline, against reading them with the provider alone."""

import argparse
import json
import time
from pathlib import Path

from bench.figures import line
from nightshift.domain.meetings import transcripts
from nightshift.domain.meetings.chunks import cut
from nightshift.domain.meetings.embedded.provider import EmbeddedProvider
from nightshift.domain.meetings.language import detect
from tests.cloud_process import running
from tests.e2e.pipeline import MEETINGS, Pipeline

COUNT = 60
AT_ONCE = 6  # executions at a time; two cores do no more with more
PATIENCE_SECONDS = 300.0


def main() -> None:
    """Print meetings a minute."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--meetings", type=Path, help="a QMSum jsonl file; default: the fixtures")
    documents = _documents(parser.parse_args().meetings)
    bodies = [_renamed(documents[n % len(documents)], n) for n in range(COUNT)]
    floor = COUNT / _alone(bodies) * 60
    with running() as cloud:
        pipeline = Pipeline(cloud)
        _through(pipeline, [_renamed(documents[0], n) for n in range(1000, 1000 + AT_ONCE)])
        seconds = _through(pipeline, bodies)
    line("meetings a minute, end to end", COUNT / seconds * 60, "1/min", floor=floor,
         of="provider alone, one core", goal=">= 60")  # fmt: skip


def _documents(path: Path | None) -> list[dict[str, object]]:
    if path is None:
        return [json.loads(file.read_text()) for file in sorted(MEETINGS.glob("*.json"))]
    lines = path.read_text().splitlines()
    return [{k: json.loads(one)[k] for k in ("meeting_id", "turns")} for one in lines]


def _renamed(document: dict[str, object], number: int) -> dict[str, object]:
    return document | {"meeting_id": f"bench-{number}"}


def _through(pipeline: Pipeline, bodies: list[dict[str, object]]) -> float:
    details = [pipeline.request(str(body["meeting_id"]), body) for body in bodies]
    started = time.perf_counter()
    waiting: set[str] = set()
    while details or waiting:
        while details and len(waiting) < AT_ONCE:
            detail = details.pop()
            pipeline.announce(detail)
            waiting.add(detail["meeting_id"])
        waiting -= {
            event["detail"]["meeting_id"]
            for event in pipeline.cloud.get("events")
            if event["detail-type"] == "Meeting Processed"
        }
        if time.perf_counter() - started > PATIENCE_SECONDS:
            raise TimeoutError(f"{len(waiting)} meetings are still not processed")
        time.sleep(0.02)
    return time.perf_counter() - started


def _alone(bodies: list[dict[str, object]]) -> float:
    provider, started = EmbeddedProvider(), time.perf_counter()
    for body in bodies:
        data = json.dumps(body).encode()
        transcript = transcripts.read(data, meeting_id=str(body["meeting_id"]), where="bench")
        language = detect(transcript)
        provider.summarize(transcript, language)
        provider.find_action_items(transcript, language)
        provider.relate(transcript, language)
        provider.embed([chunk.text for chunk in cut(transcript)], language)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
