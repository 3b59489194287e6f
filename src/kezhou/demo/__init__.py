"""The demo company: a made-up group with staff, customers and a year of work, loaded once into an empty database."""

from .company import DemoLogin, load

__all__ = ["DemoLogin", "load"]
