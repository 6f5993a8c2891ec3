 €¸ƒ¡÷2b_
	command-4*paint:I
scheduler.aging10 min
scheduler.typecomposedscheduler.type