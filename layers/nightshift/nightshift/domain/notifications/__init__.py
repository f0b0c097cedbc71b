"""Whom to tell what: events become notices, notices become messages; nothing here sends them."""
