"""Entities: a model and a definition go in, everything else that the platform can do comes out."""
