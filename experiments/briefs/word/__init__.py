"""Briefs as Word documents: real styles, headings, captions and tables, in the page set-up of Chinese official documents."""
