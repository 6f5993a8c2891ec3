
	request-1shapes È¹ƒ¡÷2(	z	" circle(