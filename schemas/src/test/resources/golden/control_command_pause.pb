
	command-52
paint