"""What other modules bring to targets: what can be aimed at, `measure(Measure(...))` at start-up."""

from kezhou.modules.targets.measures import Measure, measure

__all__ = ["Measure", "measure"]
