joined(Xs, Ys, cons(X, Zs)) :- list(cons(X, Xs)), joined(Xs, Ys, Zs).
joined(none, Ys, Ys) :- list(Ys).
list(cons(a, none)). list(none).
