"""Double-entry accounts for what must never drift: receipts, prepayments, points, cards, credit exposure.

Amounts are whole minor units (分). Every transaction sums to zero per currency, which the database itself enforces;
balances are kept by a trigger that nobody but the owner can go around. Nothing is edited: a mistake is reversed.
"""
