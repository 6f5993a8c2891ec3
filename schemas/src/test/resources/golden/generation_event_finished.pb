
	request-1shapes È¹ƒ¡÷2(	J$ 
easy 0.1high` @*
1110101011