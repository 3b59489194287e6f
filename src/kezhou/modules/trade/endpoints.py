"""Calls of documents beyond their entities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.modules.trade import making
from kezhou.modules.trade.quote import history
from kezhou.sdk.endpoint import Endpoint, Input, endpoint


def _make(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    return making.make(ctx, given["entity"], given["id"], given["target"], given.get("mode") or "")


def _versions(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    return {"items": history.versions(ctx, given["quote"])}


def _similar(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    return {"items": history.similar(ctx, given["quote"])}


def register() -> None:
    """Called once at start-up."""
    endpoint(
        Endpoint(
            "trade/make",
            _make,
            method="POST",
            input={
                "entity": Input(required=True),
                "id": Input("integer", required=True),
                "target": Input(required=True),
                "mode": Input(),
            },
            summary="A draft made from another document, with what is left to do",
        )
    )
    endpoint(
        Endpoint(
            "trade/versions",
            _versions,
            permission="quote:view",
            input={"quote": Input("integer", required=True)},
            summary="The versions of a quote that the reader sees, the first first",
        )
    )
    endpoint(
        Endpoint(
            "trade/similar",
            _similar,
            permission="quote:view",
            input={"quote": Input("integer", required=True)},
            summary="Earlier quotes for the same products: what was asked, of whom, how it ended",
        )
    )
