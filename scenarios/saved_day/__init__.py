"""The live day as a scenario folder: without people, and so that planning it is planning the same problem."""
