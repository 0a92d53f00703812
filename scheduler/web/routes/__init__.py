"""One module per page: parse the request, call one action or query, draw."""
