
	request-1shapes È¹ƒ¡÷2(	2ÐÇƒ¡÷2¬Óƒ¡÷2"	request-0