"""What a brief says: rules from a result to headings, sentences, tables and figures. Every number is read from the result, none is worked out here."""
