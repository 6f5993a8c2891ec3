 €¸ƒ¡÷2b
	command-2*paint2