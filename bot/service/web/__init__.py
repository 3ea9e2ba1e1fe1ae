"""What is fetched from the web: only where it may be fetched, and politely."""
