"""Scenario files: regions, policies and studies (data only)."""
