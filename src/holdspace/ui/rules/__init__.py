"""Drawing rules: where things stand in a picture. Pure: no Django, no clock, no files."""
