"""Types and rules as DuckDB SQL: text in; typed rows, quarantined cells and warnings out."""
