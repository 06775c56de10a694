"""The commands of `modgov`, one module each; `command` is the click command."""
