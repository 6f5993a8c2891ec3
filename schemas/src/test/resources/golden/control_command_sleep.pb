
	command-8J
paint