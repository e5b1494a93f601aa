"""A briefing as files of office programs: text document, slides with native charts, workbook."""
