"""Business numbers of documents: issued inside the transaction that makes the document, without gaps."""
