
	command-1
paint