"""The words of return hubs, for any country: who may be sent where, under which agreement."""
