# SPDX-License-Identifier: Apache-2.0
"""Oracle for plans, timelines and ledgers: integers only, small enough to check by hand.

    python3 ledger_oracle.py            prints every case
    python3 ledger_oracle.py --json     prints the cases with their expected results, one a line, for tests
    python3 ledger_oracle.py --check F  fails unless the file F is what --json prints

All times are whole nanoseconds. Durations of the worked example (docs/taxes.md 4.6) are assumptions, not measurements; each
is rounded half up to a nanosecond before the replay.
operation: id, resource, leaf, dur, deps [(id, lag, lag_leaf)], job, scheduled (earliest time the job may start)
Every resource runs its operations one after another in list order.
"""
import json
import sys
from collections import defaultdict


def ns(us):
    return int(us * 1000 + 0.5)


def op(id, resource, leaf, us, deps=(), job=0, scheduled=0):
    return dict(id=id, resource=resource, leaf=leaf, dur=ns(us), job=job, scheduled=scheduled,
                deps=[dict(id=d, lag=ns(lag), leaf=lag_leaf) for d, lag, lag_leaf in deps])


def in_class(leaf, classes):
    return leaf is not None and any(leaf == c or leaf.startswith(c + '.') for c in classes)


def replay(ops, zero=()):
    """Virtual time: each operation starts when its dependencies (plus lag) and its resource allow. Returns spans."""
    spans, last = {}, {}
    for o in ops:
        ready = o['scheduled']
        deps = []
        for d in o['deps']:
            lag = 0 if in_class(d['leaf'], zero) else d['lag']
            deps.append(dict(id=d['id'], lag=lag, leaf=d['leaf']))
            ready = max(ready, spans[d['id']]['t1'] + lag)
        t0 = max(ready, spans[last[o['resource']]]['t1'] if o['resource'] in last else 0)
        dur = 0 if in_class(o['leaf'], zero) else o['dur']
        spans[o['id']] = dict(id=o['id'], resource=o['resource'], leaf=o['leaf'], job=o['job'], scheduled=o['scheduled'],
                              ready=ready, t0=t0, t1=t0 + dur, deps=deps, previous=last.get(o['resource']))
        last[o['resource']] = o['id']
    return spans


def sequence(spans):
    count, place = defaultdict(int), {}
    for s in spans.values():
        place[s['id']] = (s['resource'], count[s['resource']])
        count[s['resource']] += 1
    return place


def held_by(spans, s, job):
    """Back over the resource's occupants until s was ready or an own one is met: (that own one or None, foreign ones seen)."""
    foreign, o = [], spans.get(s['previous'])
    while o and o['t1'] > s['ready']:
        if o['job'] == job:
            return o, foreign
        foreign.append(o)
        o = spans.get(o['previous'])
    return None, foreign


def own_before(spans, s, job):
    o = spans.get(s['previous'])
    while o and o['job'] != job:
        o = spans.get(o['previous'])
    return o


def settle(spans, final, bound=None):
    """Exclusive ledger of the job that ends in `final`: every nanosecond from its scheduled time in exactly one leaf.

    `bound` gives, per lag leaf, the longest gap that the leaf may explain (the declared lag when None); the rest is unattributed.
    """
    place = sequence(spans)  # of a span on its resource: what ties are broken by, so that renaming ids changes nothing
    ledger, s = defaultdict(int), spans[final]
    t, job, scheduled = s['t1'], s['job'], s['scheduled']

    def emit(leaf, amount):
        assert amount >= 0, (leaf, amount)
        ledger[leaf] += amount

    while True:
        emit(s['leaf'], t - s['t0'])
        t = s['t0']
        own, foreign = held_by(spans, s, job)
        if foreign:  # waited for other jobs; the walk stays in this one
            floor = own['t1'] if own else s['ready']
            emit('queue.' + s['resource'], t - floor)
            t = floor
        candidates = [(spans[d['id']]['t1'] + d['lag'], 1, place[d['id']], d['leaf'] or '', spans[d['id']], d)
                      for d in s['deps'] if spans[d['id']]['job'] == job]
        before = own or own_before(spans, s, job)
        if before:
            candidates.append((before['t1'], 0, place[before['id']], '', before, None))
        if not candidates:
            emit('queue.arrival', t - scheduled)
            break
        # the latest; on a tie an explicit dependency, then the first by (resource, place on it, lag leaf)
        _, _, _, _, p, edge = min(candidates, key=lambda c: (-c[0], -c[1], c[2], c[3]))
        gap = t - p['t1']
        if edge and edge['leaf']:
            limit = edge['lag'] if bound is None else bound.get(edge['leaf'], 0)
            explained = max(0, min(gap, limit))
            emit(edge['leaf'], explained)
            gap -= explained
        emit('unattributed', gap)
        s, t = p, p['t1']
    ledger = {k: v for k, v in sorted(ledger.items()) if v}
    assert sum(ledger.values()) == spans[final]['t1'] - scheduled
    return ledger


def busy(spans):
    """Resource ledger: busy nanoseconds of every resource by leaf, hidden work included."""
    out = defaultdict(lambda: defaultdict(int))
    for s in spans.values():
        if s['t1'] > s['t0']:
            out[s['resource']][s['leaf']] += s['t1'] - s['t0']
    return {r: dict(sorted(l.items())) for r, l in sorted(out.items())}


def marginal(ops, final, classes):
    """What removing the classes would really buy: end-to-end now minus end-to-end of the replay without them."""
    return replay(ops)[final]['t1'] - replay(ops, classes)[final]['t1']


def send_tail(a, tail, last, bits, damage):
    packets = bits * damage / 1164
    a(op('zstd', tail, 'compute', 8, [(last, 0, None)]))
    a(op('packetise', tail, 'copy.serialize', 0.15 * packets))
    a(op('seal', tail, 'compute', 0.6 * packets))
    a(op('send', tail, 'copy.socket', 0.9 * packets))


def frame(placement, damage=1.0, stripes=4, pixels=1920 * 1080, encode_cpu=5100., encode_gpu=900., composite_cpu=600.,
          composite_gpu=60., bytes_per_us=25000., bits=60000):
    """One frame of the compositor: P0 all CPU, P1 GPU render + CPU encode, P3 GPU resident, P5 unified many-core."""
    total = pixels * 4 * damage
    stripe, n, ops = total / stripes, stripes, []
    a = ops.append
    if placement == 'P0':
        a(op('wake', 'cpu', 'sync.wake', 6))
        for i in range(n):
            a(op(f'composite{i}', 'cpu', 'compute', composite_cpu * damage / n))
        for i in range(n):
            a(op(f'convert{i}', 'cpu', 'compute', 450 * damage / n))
            a(op(f'encode{i}', 'cpu', 'compute', encode_cpu * damage / n))
        send_tail(a, 'cpu', f'encode{n - 1}', bits, damage)
        return ops
    if placement == 'P5':
        a(op('wake', 'core0', 'sync.wake', 6))
        a(op('dispatch', 'core0', 'launch.submit', 1))
        for i in range(n):
            a(op(f'composite{i}', 'cores', 'compute', composite_gpu * 1.3 * damage / n, [('dispatch', 1, 'sync.barrier')]))
        for i in range(n):
            a(op(f'encode{i}', 'cores', 'compute', encode_gpu * 1.3 * damage / n, [(f'composite{i}', 1, 'sync.barrier')]))
        send_tail(a, 'core0', f'encode{n - 1}', bits, damage)
        return ops
    a(op('wake', 'cpu', 'sync.wake', 6))
    a(op('submit_h2d', 'cpu', 'launch.submit', 6))
    a(op('h2d', 'dma_h2d', 'copy.dma', total / bytes_per_us, [('submit_h2d', 4, 'copy.setup')]))
    for i in range(n):
        a(op(f'submit_composite{i}', 'cpu', 'launch.submit', 4))
    for i in range(n):
        a(op(f'composite{i}', 'sm', 'compute', composite_gpu * damage / n,
             [(f'submit_composite{i}', 4, 'launch.latency'), ('h2d', 2, 'sync.event')]))
    if placement == 'P1':
        for i in range(n):
            a(op(f'd2h{i}', 'dma_d2h', 'copy.dma', stripe / bytes_per_us, [(f'composite{i}', 3, 'sync.event')]))
        for i in range(n):
            a(op(f'resume{i}', 'cpu', 'sync.wake', 8, [(f'd2h{i}', 3, 'sync.notify')]))
            a(op(f'convert{i}', 'cpu', 'compute', 450 * damage / n))
            a(op(f'encode{i}', 'cpu', 'compute', encode_cpu * damage / n))
        send_tail(a, 'cpu', f'encode{n - 1}', bits, damage)
        return ops
    if placement == 'P2':
        for i in range(n):
            a(op(f'capture{i}', 'dma_d2h', 'copy.dma', stripe / bytes_per_us, [(f'composite{i}', 3, 'sync.event')]))
        for i in range(n):
            a(op(f'resume{i}', 'cpu', 'sync.wake', 8, [(f'capture{i}', 3, 'sync.notify')]))
            a(op(f'submit_up{i}', 'cpu', 'launch.submit', 6))
            a(op(f'up{i}', 'dma_h2d', 'copy.dma', stripe / bytes_per_us, [(f'submit_up{i}', 4, 'copy.setup')]))
            a(op(f'submit_encode{i}', 'cpu', 'launch.submit', 4))
            a(op(f'encode{i}', 'sm', 'compute', encode_gpu * damage / n,
                 [(f'submit_encode{i}', 4, 'launch.latency'), (f'up{i}', 2, 'sync.event')]))
    else:
        for i in range(n):
            a(op(f'submit_encode{i}', 'cpu', 'launch.submit', 4))
        for i in range(n):
            a(op(f'encode{i}', 'sm', 'compute', encode_gpu * damage / n,
                 [(f'submit_encode{i}', 4, 'launch.latency'), (f'composite{i}', 1, 'launch.gap')]))
    a(op('size_d2h', 'dma_d2h', 'copy.dma', 1, [(f'encode{n - 1}', 3, 'sync.event')]))
    a(op('size_resume', 'cpu', 'sync.wake', 8, [('size_d2h', 3, 'sync.notify')]))
    a(op('submit_d2h', 'cpu', 'launch.submit', 6))
    a(op('d2h', 'dma_d2h', 'copy.dma', bits * damage / bytes_per_us, [('submit_d2h', 4, 'copy.setup')]))
    a(op('resume', 'cpu', 'sync.wake', 8, [('d2h', 3, 'sync.notify')]))
    send_tail(a, 'cpu', 'resume', bits, damage)
    return ops


def cases():
    """name -> (operations, final operation of each job, bounds or None)"""
    out = {}
    for p in ('P0', 'P1', 'P3', 'P5'):
        out[f'{p} 1080p full damage'] = (frame(p), ['send'], None)
        out[f'{p} 1080p typing'] = (frame(p, damage=0.0022, stripes=1), ['send'], None)
    out['P2 1080p full damage'] = (frame('P2'), ['send'], None)
    out['P2 1080p full damage, one stripe'] = (frame('P2', stripes=1), ['send'], None)
    out['P2 2160p full damage'] = (frame('P2', pixels=3840 * 2160, composite_gpu=240., encode_gpu=3600., bits=240000), ['send'], None)
    out['own work behind another job'] = ([op('a1', 'sm', 'compute', 30, job=1), op('b', 'sm', 'compute', 50, job=2),
                                           op('a2', 'sm', 'compute', 20, job=1)], ['a2', 'b'], None)
    out['two jobs on one queue'] = ([op('a', 'sm', 'compute', 100, job=1),
                                     op('b', 'sm', 'compute', 50, job=2, scheduled=ns(40))], ['a', 'b'], None)
    # the path: b, by resource name before a; e, a dependency before the resource; the lag leaf that sorts first
    out['ties'] = ([op('a', 'cpu', 'compute', 10), op('b', 'bus', 'copy.dma', 10), op('c', 'sm', 'copy.layout', 18),
                    op('d', 'sm', 'compute', 5, [('a', 8, 'sync.event'), ('b', 8, 'sync.notify')]),
                    op('e', 'cpu', 'sync.wake', 2, [('d', 0, None)]), op('f', 'bus', 'copy.socket', 5, [('d', 0, None)]),
                    op('g', 'bus', 'copy.serialize', 1, [('e', 3, 'sync.event'), ('e', 3, 'sync.barrier')])], ['g'], None)
    return out


def hole():
    """Measured spans with 196 us that nobody instrumented between submit and start: they must not hide in the lag leaf."""
    spans = {}
    for id, resource, leaf, t0, t1, deps, previous in (
            ('submit', 'cpu', 'launch.submit', 0, 6000, [], None),
            ('kernel', 'sm', 'compute', 206000, 306000, [dict(id='submit', lag=4000, leaf='launch.latency')], None),
            ('resume', 'cpu', 'compute', 309000, 320000, [dict(id='kernel', lag=3000, leaf='sync.notify')], 'submit')):
        ready = max([spans[d['id']]['t1'] + d['lag'] for d in deps], default=0)
        spans[id] = dict(id=id, resource=resource, leaf=leaf, job=0, scheduled=0, ready=ready, t0=t0, t1=t1, deps=deps, previous=previous)
    return spans, 'resume', {'launch.latency': 6000, 'sync.notify': 5000}


def results():
    """Every case with its operations (or spans) and what must come out."""
    rows = []
    for name, (ops, finals, bound) in cases().items():
        spans = replay(ops)
        for final in finals:
            classes = (['copy'], ['sync'], ['launch'], ['copy', 'sync', 'launch'])
            rows.append(dict(name=name, final=final, end_to_end=spans[final]['t1'] - spans[final]['scheduled'],
                             exclusive=settle(spans, final, bound), resource=busy(spans),
                             marginal={'+'.join(c): marginal(ops, final, c) for c in classes}, operations=ops))
    spans, final, bound = hole()
    rows.append(dict(name='planted hole', final=final, spans=list(spans.values()), bound=bound,
                     exclusive=settle(spans, final, bound)))
    return rows


def to_json(rows):
    return '[\n' + ',\n'.join(json.dumps(row) for row in rows) + '\n]\n'


def main():
    rows = results()
    if '--json' in sys.argv:
        sys.stdout.write(to_json(rows))
    elif '--check' in sys.argv:
        path = sys.argv[sys.argv.index('--check') + 1]
        with open(path, encoding='utf-8') as file:
            if file.read() != to_json(rows):
                sys.exit(f'{path} is not what this script prints; renew it: python3 {sys.argv[0]} --json > {path}')
    else:
        for r in rows:
            shown = (f'{k}={v}' for k, v in r.items() if k in ('end_to_end', 'exclusive', 'marginal'))
            print(f"{r['name']} [{r['final']}]", *shown, sep='\n   ')


if __name__ == '__main__':
    main()
