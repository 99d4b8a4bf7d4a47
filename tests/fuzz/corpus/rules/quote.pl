'p q'('It is', _x) :- r(_x, 'It is').
r(a, 'It is').
