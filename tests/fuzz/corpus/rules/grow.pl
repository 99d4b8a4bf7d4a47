more(s(X)) :- more(X).
more(X) :- first(X).
first(zero).
