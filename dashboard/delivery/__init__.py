"""How a page reaches its reader: from an address to HTML, figures, downloads, or a fault with a number."""
