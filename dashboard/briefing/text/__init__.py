"""What a briefing says: its sentences, paragraphs, tables and notes, by rules over figures."""
