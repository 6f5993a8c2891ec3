
	command-2
	request-1paint