"""What reaches a person inside the product: inbox items, and comments with mentions.

Texts are rendered in the recipient's language when they are written.
"""
