"""The sentences of all faces, German and English."""
