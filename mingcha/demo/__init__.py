"""The fictional city of Mingzhou 明州市, made by the program's own commands from a fixed seed."""
