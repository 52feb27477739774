# Its functions are found by name.
