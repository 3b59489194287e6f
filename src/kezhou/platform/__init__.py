"""What any entity can do. One folder per room; `docs/guide/platform.md` says who may call whom."""
