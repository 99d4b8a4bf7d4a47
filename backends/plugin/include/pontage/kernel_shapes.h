/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The shape structs that a launch's `shape` points to, one a kernel, and the order of the kernel's
 * values. Numbers are 64 bits, words NUL-terminated; fields are only ever appended.
 */
#ifndef PONTAGE_KERNEL_SHAPES_H
#define PONTAGE_KERNEL_SHAPES_H

#include <stdint.h>

/* Dependent loads over one random cycle of 64-byte lines. Values: cycle (dataset; every line starts
 * with the byte offset, u64, of the next), starts (request; [banks * chains] u64 byte offsets),
 * ends (response; the offset after `hops` dereferences from each start). */
typedef struct pontage_chase_shape {
  int64_t bytes;  /* of the cycle */
  int64_t chains; /* interleaved in one worker */
  int64_t banks;  /* independent sets of chains */
  int64_t hops;   /* dereferences a chain */
} pontage_chase_shape;

/* Breadth-first search. Values: offsets (dataset; [vertices + 1] u64), targets (dataset; [edges]
 * u32), roots (request; [roots] u32), parents (response; [roots][vertices] i32, of the root
 * itself, -1 where not reached; every parent must be written, and any one level above will do),
 * frontier (scratch; [vertices] u32), bitmaps (scratch; [3][(vertices + 63) / 64] u64). */
typedef struct pontage_bfs_shape {
  const char* graph; /* the source's name; the graph itself is in the values */
  int64_t scale;
  int64_t degree;
  int64_t roots; /* searches in one job, one after the other */
} pontage_bfs_shape;

/* Random walks with restart. Values: offsets (dataset; [vertices + 1] u64), targets (dataset;
 * [edges] u32), starts (request; [walks] u32), states (request; [walks] u64), ends (response;
 * [walks] u32), sums (response; [walks] u64). A step first sets state = state *
 * 6364136223846793005 + 1442695040888963407; where the vertex has no edge or (state >> 16 & 65535)
 * is less than `restart` the walk goes to its start, else along edge (state >> 32) * degree >> 32
 * of the vertex. A walk's sum is that of the vertices after each step, modulo 2^64. */
typedef struct pontage_random_walk_shape {
  const char* graph;
  int64_t scale;
  int64_t degree;
  int64_t walks;
  int64_t steps;    /* of each walk */
  int64_t restart;  /* in 65,536ths a step */
  int64_t contexts; /* walks that one worker keeps in flight; a device may do as it likes */
} pontage_random_walk_shape;

/* Neighbourhoods: from each seed, breadth first along the edges in their order, every vertex at
 * most `hops` away, until there are `most`. Values: offsets (dataset; [vertices + 1] u64), targets
 * (dataset; [edges] u32), seeds (request; [seeds] u32), reached (response; [seeds][most] u32, the
 * vertices in the order found; the rest of a row is not read), counts (response; [seeds][hops + 1]
 * u32, how many at each depth), tables (scratch; [seeds][the power of two from 2 * most] u32). */
typedef struct pontage_khop_shape {
  const char* graph;
  int64_t scale;
  int64_t degree;
  int64_t seeds;
  int64_t hops;
  int64_t most;
  int64_t
      contexts; /* neighbourhoods that one worker keeps in flight; a device may do as it likes */
} pontage_khop_shape;

/* Attention, softmax(q k^T / sqrt(head_dim)) v. Values: queries (request; [batch][heads][tokens]
 * [head_dim]), keys and values (dataset; [batch][kv_heads][context][head_dim]), out (response; as
 * queries), all four in the storage type, f32 or bf16 (the upper half of an f32), arithmetic in f32
 * or better; scores and partials (scratch, f32; a device may leave them alone). Heads in a row of
 * heads / kv_heads share a head of keys. With mask "causal" query t sees keys 0 to context - tokens
 * + t. */
typedef struct pontage_attention_shape {
  int64_t batch;
  int64_t heads;
  int64_t kv_heads; /* a divisor of heads */
  int64_t tokens;   /* queries of one head */
  int64_t context;  /* keys of one head */
  int64_t head_dim;
  const char* mask;    /* "none" or "causal" */
  const char* storage; /* "f32" or "bf16" */
  const char* inputs;  /* the pattern of the inputs, which are in the values */
} pontage_attention_shape;

/* An array read once, in order. Values: array (dataset; [bytes / 8] u64), sums (response; [pieces]
 * u64). Piece p is the 64-byte lines from lines * p / pieces to lines * (p + 1) / pieces; its sum
 * is that of its words, modulo 2^64. */
typedef struct pontage_stream_read_shape {
  int64_t bytes;  /* of the array; a multiple of 64 */
  int64_t pieces; /* some may be empty */
} pontage_stream_read_shape;

/* Chains of x = x * factor + addend. Values: start (request; [items][384] f32), factors (request;
 * [2] f32, factor and addend), out (response; [items][384] f32, each number after `steps` times;
 * no step rounds). */
typedef struct pontage_multiply_add_shape {
  int64_t items;
  int64_t steps;
} pontage_multiply_add_shape;

/* First-order unification of many pairs of terms. Values: limits (request; u64 pairs, lanes, most
 * cells and most variables of a pair), cells (request; u32, terms in preorder: bits 31 to 29 are 1
 * for a variable, 2 for a constant, 3 for a functor, whose bits 15 to 0 are its arity; the rest
 * says which), pairs (request; [pairs] of u32 first cell, u32 cells to the right side, u32 cells of
 * both, u32 variables, u32 where its bindings begin), outcomes (response; [pairs] u32: 1 when the
 * pair unifies, else 0), bindings (response; u32 for each variable of a pair that unifies: 0 when
 * it is free, the cell of a variable or a constant, or 4 in bits 31 to 29 and the cell of its pair
 * where a compound term begins), room (scratch). */
typedef struct pontage_unify_shape {
  const char* family;
  int64_t pairs;
  int64_t size;
  int64_t lanes;
} pontage_unify_shape;

/* Tabled resolution. Its values are those of kernels/unify/resolve_shape.hpp, in that order. */
typedef struct pontage_resolve_shape {
  const char* facts;
  int64_t queries;
  int64_t size;
  int64_t depth;
  int64_t most;
  int64_t lanes;
} pontage_resolve_shape;

/* Datalog to its fixpoint, a transitive closure. Values: offsets (dataset; [nodes + 1] u32),
 * targets (dataset; u32), counts (response; [nodes] u32, how many nodes can be reached), sums
 * (response; [nodes] u64, the sum over them of y ^ y >> 31 with y = (x ^ x >> 30) *
 * 0xbf58476d1ce4e5b9 and x = node + 0x9e3779b97f4a7c15, modulo 2^64); the rest is scratch. */
typedef struct pontage_saturate_shape {
  const char* facts;
  const char* program;
  int64_t nodes; /* of generated facts; the values' sizes say how many there are */
  int64_t degree;
} pontage_saturate_shape;

/* SPARQL's basic graph patterns over sorted triples. Its values are those of
 * kernels/triple_join/triple_join_shape.hpp, in that order: a dictionary, the sorted orders, the
 * query as text or as a plan, the answer. */
typedef struct pontage_triple_join_shape {
  const char* data;
  int64_t universities; /* of generated data; the values' sizes say how much there is */
  int64_t terms;
  int64_t predicates;
  int64_t triples;
  const char* query;
  int64_t draw;    /* the seed of a named query's constants; 0: its own */
  const char* ask; /* "text" or "plan" */
  int64_t budget;  /* bytes of scratch */
} pontage_triple_join_shape;

/* The same over a store, which is open in Pontage's process: for the host alone. */
typedef struct pontage_triple_store_shape {
  const char* data;
  int64_t universities;
  int64_t terms;
  int64_t predicates;
  int64_t triples;
  const char* query;
  int64_t draw;
  const char* ask;
  int64_t budget;
  const char* store;
} pontage_triple_store_shape;

/* QUIC packets protected. Values: connection (dataset; bytes: cipher 1, key 32, header key 32, iv
 * 12, address 8), bitstream (request; bytes), fragments (request; [packets] of u64 number, u32
 * first byte, u32 bytes, u32 frame, u16 session, u16 stripe, u8 fragment, fragments, codec, flags,
 * u32 unused), packets (response; [packets][payload + 40] bytes, as docs/kernels/packet_protect.md
 * lays them out). Pontage's own variants keep OpenSSL's contexts: for the host alone. */
typedef struct pontage_packet_protect_shape {
  int64_t packets;
  int64_t payload; /* bytes of a full packet */
  int64_t stripe;
  const char* lengths;
  const char* cipher; /* "aes_128_gcm" or "chacha20_poly1305" */
  int64_t batch;      /* packets that a worker takes at once */
} pontage_packet_protect_shape;

/* The nearest of many bit vectors. Values: database (dataset; [vectors][(bits + 63) / 64] u64, the
 * bits behind the last zero), queries (request; [queries] of the same), ids and distances
 * (response; [queries][k] u32 each, the nearest first, equal ones by the smaller id, 0xffffffff
 * where there are no more), nearest (scratch; [pieces][queries][k] u64). */
typedef struct pontage_similarity_scan_shape {
  int64_t vectors;
  int64_t bits;
  int64_t queries;
  int64_t k;
  int64_t noise;
  int64_t pieces;
  const char* inputs;
} pontage_similarity_scan_shape;

/* The stages of a compositor. Their values are those of kernels/frame_stages/composite_shape.hpp,
 * damage_shape.hpp and colour_convert_shape.hpp, in that order. Of output "host" the response is
 * packed: the damaged pieces' pixels, the runs' planes, one after the other; a piece names the
 * place of its first pixel, a run how many macroblocks are before it. Of "whole" it is the frame,
 * or its planes, and of "device" the checks, one a piece or run. */
typedef struct pontage_composite_shape {
  int64_t width;
  int64_t height;
  const char* damage;
  int64_t rectangles;
  int64_t age;
  const char* scene;
  int64_t surfaces;
  const char* output; /* "device", "host" or "whole": what `frame` is, and whether it is returned */
} pontage_composite_shape;

typedef struct pontage_damage_shape {
  int64_t width;
  int64_t height;
  const char* damage;
  int64_t rectangles;
  int64_t age;
  const char* change;
  int64_t changed;
  const char* session;
  int64_t update;
} pontage_damage_shape;

typedef struct pontage_colour_convert_shape {
  int64_t width;
  int64_t height;
  const char* damage;
  int64_t rectangles;
  int64_t age;
  const char* matrix; /* "bt601" or "bt709" */
  const char* picture;
  const char*
      output; /* "device", "host" or "whole": what `planes` is, and whether it is returned */
} pontage_colour_convert_shape;

/* Updates of a screen, encoded. Values: frames (dataset; [updates + 1][height][width] u32
 * 0xffRRGGBB), rectangles (request; [updates][n] of i32 x, y, width, height; those without width
 * say nothing), stream (response; u8), sizes (response; [updates] u64 bytes of each); those behind
 * them, and the bytes of the stream, are in the shapes' headers in kernels/frame_encode. */
typedef struct pontage_encode_tiles_shape {
  const char* session;
  int64_t width;
  int64_t height;
  int64_t update;
  int64_t updates;
  const char* damage;
  int64_t level; /* of zstd */
} pontage_encode_tiles_shape;

typedef struct pontage_encode_jpeg_shape {
  const char* session;
  int64_t width;
  int64_t height;
  int64_t update;
  int64_t updates;
  const char* damage;
  int64_t quality;
} pontage_encode_jpeg_shape;

typedef struct pontage_encode_h264_shape {
  const char* session;
  int64_t width;
  int64_t height;
  int64_t update;
  int64_t updates;
  const char* damage;
  int64_t qp;
} pontage_encode_h264_shape;

#endif
