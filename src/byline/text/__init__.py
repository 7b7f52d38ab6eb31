"""Pure helpers on text: quantities, counting, sentences. No files but their own word lists."""
