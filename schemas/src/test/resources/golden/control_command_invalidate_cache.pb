
	command-7B
paintacme