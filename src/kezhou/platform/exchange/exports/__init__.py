"""From records to a file, under the rights of whoever asks."""
