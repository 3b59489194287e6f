"""Fields that an administrator adds to an entity: in the row's `custom` document, typed like native ones.

A deactivated field disappears from lists, forms and the API, its values stay in the documents and return with it.
"""
