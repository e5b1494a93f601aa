"""What an address asks for: its parameters, the view of a build that they name, filters, the wall."""
