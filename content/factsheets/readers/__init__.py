"""One reader for each form a sheet comes in: bytes in, blocks with source lines out."""
