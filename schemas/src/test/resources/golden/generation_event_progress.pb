
	request-1shapes È¹ƒ¡÷2(	B& 
easy 0.1high` @*
1110101011