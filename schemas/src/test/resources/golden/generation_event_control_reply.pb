 €¸ƒ¡÷2bÅ
	command-1$
STALEone worker has not reported"ˆ
paintshapessha256:0123abcd"Ä*
	request-1 (2è:
Þô €€@@Jworker 0 has not reportedR
acmeX`hp*paint