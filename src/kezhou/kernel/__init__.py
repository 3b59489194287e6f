"""Pure Python that every layer may use: no framework, no database, no network, no hidden clock."""
