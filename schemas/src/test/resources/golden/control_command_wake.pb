
	command-9R
paint