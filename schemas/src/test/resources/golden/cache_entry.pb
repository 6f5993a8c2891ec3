
neighbourhood-1beefshapes"sha256:0123abcd(€¸ƒ¡÷20:‰PNGB	image/pngH@P Zacmeb)the model does not know the word 'naÃ¯ve'j 
easy 0.1high` @*
1110101011