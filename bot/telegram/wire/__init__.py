"""What goes over the wire to and from Telegram."""
