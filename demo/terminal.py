"""Print the night in the terminal: the results first, then what ran and what it would have cost."""

from pathlib import Path

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from demo import bill
from demo.record import Execution, Meeting, Record
from demo.words import LANGUAGES, clock, counted, lasting, quantity, usd
from nightshift.domain.meetings.results import Summary

OWN_PREFIX = "nightshift-"  # the stack's name, which every machine begins with
ITEMS_SHOWN = 6  # of each meeting; the page has them all


def report(record: Record, page: Path, console: Console) -> None:
    """Print the whole report."""
    for meeting in record.meetings:
        console.print()
        _meeting(meeting, console)
    console.print()
    console.print(_executions(record))
    console.print()
    console.print(_calls(record))
    console.print(_closing(record, page))


def _meeting(meeting: Meeting, console: Console) -> None:
    colour = "green" if meeting.status == "COMPLETE" else "yellow"
    title = Text.assemble(
        (meeting.title, "bold"),
        f"  {LANGUAGES[meeting.language]}, {counted(len(meeting.transcript.turns), 'turn')}  ",
        (meeting.status, f"bold {colour}"),
    )
    console.rule(title, align="left", style="dim")
    if meeting.missing:
        console.print(Text(f"Not produced: {', '.join(meeting.missing)}", style="yellow"))
        for task, reason in meeting.errors.items():
            console.print(Text(f"  {task}: {reason}", style="yellow"))
    if meeting.summary is not None:
        console.print(Padding(Text(meeting.summary.headline, style="italic"), (0, 0, 1, 0)))
        console.print(_sentences(meeting.summary))
    if meeting.actions is not None:
        console.print(_actions(meeting))
    console.print(Text(_facts(meeting), style="dim"))


def _sentences(summary: Summary) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column()
    table.add_column(overflow="fold")  # rich's default cuts Korean words at the edge
    for sentence in summary.sentences:
        table.add_row("•", Text.assemble(sentence.text, (f"  [{sentence.turn}]", "dim")))
    return table


def _actions(meeting: Meeting) -> Table:
    actions = meeting.actions or ()
    table = Table(box=box.SIMPLE, padding=(0, 1), title_justify="left", expand=True)
    table.add_column(f"{len(actions)} action items", ratio=6, overflow="fold")
    table.add_column("owner", ratio=1)
    table.add_column("due", ratio=2, overflow="fold")
    table.add_column("turn", justify="right", style="dim")
    for item in actions[:ITEMS_SHOWN]:
        table.add_row(Text(item.text), item.owner or "-", item.due or "-", str(item.turn))
    if len(actions) > ITEMS_SHOWN:
        table.add_row(Text(f"and {len(actions) - ITEMS_SHOWN} more on the page", style="dim"))
    return table


def _facts(meeting: Meeting) -> str:
    facts = [
        f"e-mail “{mail.subject}” to {counted(len(mail.to), 'recipient')}"
        for mail in meeting.emails
    ]
    if meeting.relationships is not None:
        facts.append(counted(len(meeting.relationships.relations), "relation"))
    if meeting.embeddings is not None:
        chunks = counted(len(meeting.embeddings.chunks), "chunk")
        facts.append(f"{chunks} of {meeting.embeddings.dimensions} dimensions")
    return "; ".join(facts)


def _executions(record: Record) -> Table:
    idle = len(record.executions) - len(record.worked)
    table = Table(
        box=box.SIMPLE_HEAD,
        title="What ran, on the virtual clock",
        caption=f"and {counted(idle, 'hourly sweep')} that found nothing overdue" if idle else None,
        title_justify="left",
        caption_justify="left",
    )
    for name in ("at", "machine", "for", "states", "took", "status"):
        right = name in ("states", "took")
        table.add_column(name, justify="right" if right else "left", no_wrap=name != "status")
    for run in record.worked:
        table.add_row(
            clock(run.started),
            run.machine.removeprefix(OWN_PREFIX),
            run.about or "-",
            str(len(run.states)),
            lasting(run.lasted),
            _status(run, record),
        )
    return table


def _status(run: Execution, record: Record) -> Text:
    if run.status != "SUCCEEDED":
        return Text(f"{run.status}: {run.error}", style="red")
    if record.repeat is not None and run.name == record.repeat.execution:
        return Text(record.repeat.verdict, style="cyan")
    return Text("succeeded", style="green")


def _calls(record: Record) -> Table:
    charges = bill.charges(record)
    table = Table(
        box=box.SIMPLE_HEAD,
        title="What it would have cost (list prices, no free tier)",
        title_justify="left",
        show_footer=True,
    )
    table.add_column("service", footer="total")
    table.add_column("quantity", justify="right")
    table.add_column("unit")
    table.add_column("USD", justify="right", footer=usd(bill.total(charges)))
    for charge in charges:
        amount = quantity(charge.quantity)
        table.add_row(charge.service, amount, charge.price.unit, usd(charge.usd))
    return table


def _closing(record: Record, page: Path) -> Panel:
    made = sum(call.count for call in record.calls)
    denied = sum(call.count for call in record.calls if call.outcome == "denied")
    return Panel(
        Text.assemble(
            (f"{page}", "bold"),
            f"\n{counted(made, 'API call')} by the control plane, {denied} denied; "
            f"{counted(len(record.events), 'event')}; "
            f"{lasting(record.ended - record.began)} of virtual time in "
            f"{lasting(record.real_seconds)}.",
        ),
        title="The whole night, to look at",
        title_align="left",
        expand=False,
    )
