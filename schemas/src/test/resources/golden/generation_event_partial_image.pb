
	request-1shapes È¹ƒ¡÷2(	Š
"‰P*	image/png0@8 