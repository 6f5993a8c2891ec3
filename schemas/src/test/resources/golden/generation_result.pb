
	request-1shapessha256:0123abcd * ‰PNG*	image/png0@8 @ÖÿÿÿÿÿÿÿÿRfeed!ffffffî?Zd°	 _(ø
`hpzunknown word: naÃ¯vezunknown word: style‚beefŠ 
easy 0.1high` @*
1110101011*”"file:///results/request-1-1.png*	image/png0€ 8€@×ÿÿÿÿÿÿÿÿRfeed!ffffffî?Zd°	 _(ø
`hp‚beefŠ 
easy 0.1high` @*
1110101011*#J
DEADLINE30000 ms are over2
PARTIAL1 of 3 images failed:d°	 _(ø
@€¸ƒ¡÷2HÜÃƒ¡÷2RacmeX