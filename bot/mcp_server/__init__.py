"""The face for agents: a server of the Model Context Protocol that can only return slices."""
