
	command-3"
paint