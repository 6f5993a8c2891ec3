 €¸ƒ¡÷2b
	command-7*paintB	€¸ƒ¡÷2