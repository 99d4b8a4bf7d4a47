needs('my-package', or(pkg('libc6', ge('2.36')), or(pkg('musl', any), none))).
okay(P, Q) :- needs(P, or(pkg(Q, _), _)).
