% reach over a ring
edge(a, b). edge(b, c). edge(c, a).
reach(X, Y) :- edge(X, Y).
reach(X, Z) :- reach(X, Y), reach(Y, Z).
