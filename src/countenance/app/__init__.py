"""The faces of the program: command line and, later, web pages. No logic of their own."""
