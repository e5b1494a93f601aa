"""One file per page. Every module of this package registers itself with `dash.register_page`."""
