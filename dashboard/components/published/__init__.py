"""Published figures on a page, beside the ledgers' or on their own."""
