"""The best hits read again, token by token: which sentence answers, and how well."""
