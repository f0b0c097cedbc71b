"""`python -m demo`: play one night, print what happened, and write the page."""

import argparse
import signal
import sys
import webbrowser
from pathlib import Path

import urllib3
from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console

from demo import page, record, story, terminal
from demo.cloud import CloudError
from demo.progress import Steps
from demo.story import StoryError

OUTPUT = Path("build/demo/index.html")
EXPECTED = (StoryError, CloudError, ClientError, BotoCoreError, urllib3.exceptions.HTTPError)


def main() -> int:
    """Return 0 when the night went as told, 1 when it did not, 130 on Ctrl-C."""
    arguments = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the cloud is ended too
    console = Console(highlight=False)
    steps = Steps(console)
    log = arguments.output.with_name("cloud.log")
    try:
        with steps.shown():
            night = story.play(steps, log)
            with steps.step("Draw the page"):
                record.save(night, arguments.output.with_name("record.json"))
                page.write(night, arguments.output)
    except EXPECTED as problem:
        _explain(steps, problem, log)
        return 1
    except KeyboardInterrupt:
        console.print("Interrupted; the cloud is ended.")
        return 130
    terminal.report(night, arguments.output, console)
    if arguments.open:
        webbrowser.open(arguments.output.resolve().as_uri())
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m demo", description=__doc__)
    parser.add_argument(
        "--output", type=Path, default=OUTPUT, help=f"where the page goes (default {OUTPUT})"
    )
    parser.add_argument("--open", action="store_true", help="open the page in a browser")
    return parser.parse_args()


def _explain(steps: Steps, problem: Exception, log: Path) -> None:
    failed = next((line.name for line in steps.lines if line.failed), "the start")
    console = Console(stderr=True, highlight=False)
    console.print(f"[bold red]The demo failed[/] in the step: {failed}")
    console.print(str(problem), markup=False, emoji=False, soft_wrap=True)
    console.print(f"the cloud's log: {log}", style="dim", soft_wrap=True)


if __name__ == "__main__":
    sys.exit(main())
