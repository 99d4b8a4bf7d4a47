p(a) :- q(X) r(X).
