"""What is due and whom to tell: modules register what reminds of what, people choose in which way and when they are
told, and every reminder reaches a person at most once per cause."""
