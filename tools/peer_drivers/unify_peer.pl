% SPDX-License-Identifier: Apache-2.0
% SWI-Prolog on the pairs that `pontage problem unify` wrote. Usage: swipl unify_peer.pl WHAT FOLDER REPETITIONS
% WHAT: bare (unify_with_occurs_check/2 and undo) or compared (and both sides are compared with ==/2: what ours does). Prints the
% seconds of each repetition on a line; the number of pairs that unify goes to standard error.
:- set_prolog_flag(stack_limit, 16_000_000_000).
:- initialization(main, main).

main([What, Folder, Count]) :-
    atom_number(Count, Repetitions),
    words(Folder, cells, Cells),
    words(Folder, pairs, Pairs),
    make_pairs(Pairs, Cells, Made),
    Batch =.. [batch|Made],
    aggregate_all(count, (arg(_, Batch, L-R), unify_with_occurs_check(L, R)), Good),
    format(user_error, "~d pairs unify~n", [Good]),
    functor(Batch, _, N),
    run(What, N, Batch),
    forall(between(1, Repetitions, _), timed(run(What, N, Batch))).

timed(Goal) :-
    get_time(Begin),
    call(Goal),
    get_time(End),
    Seconds is End - Begin,
    format("~9f~n", [Seconds]).

run(bare, N, Batch) :- ( between(1, N, I), bare(I, Batch), fail ; true ).
run(compared, N, Batch) :- ( between(1, N, I), compared(I, Batch), fail ; true ).

bare(I, Batch) :- arg(I, Batch, L-R), unify_with_occurs_check(L, R).
compared(I, Batch) :- arg(I, Batch, L-R), unify_with_occurs_check(L, R), L == R.

% The file's 32-bit words, as the arguments of one term.
words(Folder, Name, Words) :-
    format(atom(Path), "~w/~w.bin", [Folder, Name]),
    setup_call_cleanup(open(Path, read, In, [type(binary)]), read_words(In, List), close(In)),
    Words =.. [words|List].
read_words(In, List) :-
    get_byte(In, A),
    (   A < 0
    ->  List = []
    ;   get_byte(In, B), get_byte(In, C), get_byte(In, D),
        W is A \/ B << 8 \/ C << 16 \/ D << 24,
        List = [W|Rest],
        read_words(In, Rest)
    ).

make_pairs(Pairs, Cells, Made) :-
    functor(Pairs, _, Words),
    N is Words // 5,
    findall(Pair, ( between(1, N, I), make_pair(I, Pairs, Cells, Pair) ), Made).
make_pair(I, Pairs, Cells, L-R) :-
    At is 5 * (I - 1),
    A1 is At + 1, A2 is At + 2, A4 is At + 4,
    arg(A1, Pairs, First), arg(A2, Pairs, Right), arg(A4, Pairs, Count),
    functor(Variables, variables, Count),
    Left is First + 1, Start is First + Right + 1,
    read_terms([slot(1, one(L))], Left, Cells, Variables),
    read_terms([slot(1, one(R))], Start, Cells, Variables).

% Iterative, for deep terms: slots still to be filled, in preorder.
read_terms([], _, _, _) :- !.
read_terms([slot(K, T)|Slots], At, Cells, Variables) :-
    arg(At, Cells, Cell),
    Tag is Cell >> 29, Payload is Cell /\ 0x1fffffff,
    arg(K, T, Argument),
    functor(T, _, Arity),
    ( K < Arity -> K1 is K + 1, Rest = [slot(K1, T)|Slots] ; Rest = Slots ),
    fill(Tag, Payload, Argument, Rest, More, Variables),
    Next is At + 1,
    read_terms(More, Next, Cells, Variables).

fill(1, N, Argument, Slots, Slots, Variables) :- I is N + 1, arg(I, Variables, Argument).
fill(2, N, Argument, Slots, Slots, _) :- atom_concat(c, N, Argument).
fill(3, Payload, Argument, Slots, [slot(1, Argument)|Slots], _) :-
    Symbol is Payload >> 16, Arity is Payload /\ 0xffff,
    atom_concat(f, Symbol, Name),
    functor(Argument, Name, Arity).
