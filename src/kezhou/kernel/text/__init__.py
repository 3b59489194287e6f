"""Text: folding, pinyin, search texts and plans, company names, numbers that people write, administrative regions."""
