"""Claims what is due, sends it once, settles doubt, reads engagement."""
