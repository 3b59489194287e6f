"""Asking a tax channel: a job after the commit, with a key that makes a repeated call the same invoice."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.utils.translation import gettext as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, Invalid
from kezhou.modules.finance.channels import Issued, Refused, tax_channels
from kezhou.modules.finance.invoice import actions, booking
from kezhou.modules.trade import api as trade
from kezhou.sdk import records
from kezhou.sdk.jobs import HEALABLE, enqueue, job

logger = logging.getLogger(__name__)

MOST_TRIES = 6
FIRST_WAIT = timedelta(seconds=20)
"""Before the second try; each further wait is three times as long, the last some half an hour."""


@job(actions.JOB, timeout=120)
def issue_invoice(invoice: int, attempt: int) -> None:
    ask(Ctx.system("tax_channel"), invoice, attempt)


def ask(ctx: Ctx, invoice_id: int, attempt: int) -> None:
    """Ask the channel of an invoice that is being issued; what was answered meanwhile is left alone. A channel out of
    reach is asked again later, at most `MOST_TRIES` times; then, and where it refuses, the invoice says why."""
    rule = trade.by_rule(ctx)
    invoice = records.get(rule, "invoice", invoice_id)
    if invoice is None or invoice["state"] != "sent":
        return
    channel = tax_channels.get(invoice["channel"])
    if channel is None:
        booking.failed(ctx, invoice_id, _("There is no such tax channel."))
        return
    try:
        answer = channel.issue(
            ctx, f"invoice:{invoice_id}", invoice, records.lines(rule, "invoice", invoice_id)["lines"]
        )
    except Refused as refusal:
        booking.failed(ctx, invoice_id, str(refusal))
    except HEALABLE as problem:
        logger.warning("tax channel %s, invoice %s, try %s: %s", invoice["channel"], invoice_id, attempt, problem)
        if attempt < MOST_TRIES:
            wait = FIRST_WAIT * 3 ** (attempt - 1)
            enqueue(actions.JOB, run_at=ctx.clock.now() + wait, invoice=invoice_id, attempt=attempt + 1)
        else:
            booking.failed(ctx, invoice_id, _("The tax channel could not be reached."))
    except Exception:
        logger.exception("tax channel %s failed for invoice %s", invoice["channel"], invoice_id)
        booking.failed(ctx, invoice_id, _("The tax channel failed. The administrator finds the reason in the log."))
    else:
        if answer is not None:
            _answered(ctx, invoice_id, answer)


def _answered(ctx: Ctx, invoice_id: int, answer: Issued) -> None:
    """A number that cannot be, or a document that changed meanwhile, is told with the invoice."""
    try:
        booking.answered(ctx, invoice_id, answer.number, answer.day)
    except Invalid as problem:
        booking.failed(ctx, invoice_id, " ".join(str(error.message) for error in problem.errors))
    except Conflict as problem:
        booking.failed(ctx, invoice_id, str(problem.message))
