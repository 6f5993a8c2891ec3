
	command-6:
paint