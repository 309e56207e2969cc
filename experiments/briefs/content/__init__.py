"""What a brief says: rules from a result to sentences, tables and figures. Every number is read from the result, none worked out here."""
