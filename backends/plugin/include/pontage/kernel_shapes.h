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
 * u32), roots (request; [roots] u32), depths (response; [roots][vertices] i32, -1 where not
 * reached; every depth must be written), frontier (scratch; [vertices] u32). */
typedef struct pontage_bfs_shape {
  const char* graph; /* the source's name; the graph itself is in the values */
  int64_t scale;
  int64_t degree;
  int64_t roots; /* searches in one job, one after the other */
} pontage_bfs_shape;

#endif
