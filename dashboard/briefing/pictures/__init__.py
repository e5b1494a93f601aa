"""Pages and charts as pictures and PDF, whole or not at all."""
