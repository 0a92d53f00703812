"""Tables and queries. The only package that sees SQLAlchemy besides what opens sessions."""
