"""Finding records by what people type: characters, pinyin, initials, codes, complete phone numbers."""
