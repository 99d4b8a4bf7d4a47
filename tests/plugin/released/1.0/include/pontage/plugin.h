/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The seam between Pontage and a device that somebody else brings: a shared library that exports
 * `pontage_plugin_entry`. Plain C99, no state outside the handles, nothing thrown across.
 * docs/add-a-backend.md walks through examples/own_backend, a complete one.
 *
 * Versions. PONTAGE_PLUGIN_MAJOR changes when something here changes its meaning; a library of
 * another major is refused by name. Fields and functions are only ever appended, and every struct
 * begins with its size: who reads a struct uses no field beyond `struct_size`.
 *
 * Threads and time. One thread calls. `submit` and `await` are called inside the measured window
 * and must not allocate; everything else is called outside of it. "Act a of job j is done" is a
 * counter that has passed j: job numbers only grow until `clear`.
 *
 * Ownership. Whatever a pointer in a struct leads to stays valid: from the library, as long as the
 * library is loaded (tables, names) or the device open (what `describe` and its kin return); from
 * the host, until `clear` or `close` (commands), else until the call returns.
 */
#ifndef PONTAGE_PLUGIN_H
#define PONTAGE_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PONTAGE_PLUGIN_MAJOR 1u
#define PONTAGE_PLUGIN_MINOR 0u

/* How a call ended. Anything but OK comes with a sentence where the call takes a pontage_text. */
typedef int32_t pontage_status;
enum {
  PONTAGE_OK = 0,
  PONTAGE_REFUSED = 1,     /* this case cannot run here; the next one may */
  PONTAGE_UNAVAILABLE = 2, /* there is no such device on this machine */
  PONTAGE_FAILED = 3       /* the device is lost: nothing it did since can be trusted */
};

/* Room for a sentence: NUL-terminated, cut where the room ends. `at` may be NULL when room is 0. */
typedef struct pontage_text {
  char* at;
  size_t room;
} pontage_text;

/* What the reader of a memory pays. */
enum {
  PONTAGE_REACH_NONE = 0,    /* it cannot: bytes must be copied first */
  PONTAGE_REACH_NATIVE = 1,  /* nothing */
  PONTAGE_REACH_REMOTE = 2,  /* a link on each access */
  PONTAGE_REACH_MIGRATES = 3 /* pages move to whoever touches them */
};

/* Where the host keeps what crosses (the axis `memory`). */
enum {
  PONTAGE_PAGEABLE = 0,
  PONTAGE_PINNED = 1,
  PONTAGE_WRITE_COMBINED = 2,
  PONTAGE_MAPPED = 3,
  PONTAGE_MANAGED = 4,
  PONTAGE_MANAGED_PREFETCH = 5,
  PONTAGE_COHERENT = 6,
  PONTAGE_MEMORY_MODES = 8 /* room for more */
};

/* How work is handed over (the axis `submit`). */
enum { PONTAGE_ONE_BY_ONE = 0, PONTAGE_BATCHED = 1, PONTAGE_GRAPH = 2, PONTAGE_PERSISTENT = 3 };

/* How the host waits (the axis `wait`). */
enum { PONTAGE_SPIN = 0, PONTAGE_YIELD = 1, PONTAGE_BLOCK = 2 };

/* What a value is for. */
enum {
  PONTAGE_DATASET = 0,  /* uploaded once at cold start */
  PONTAGE_REQUEST = 1,  /* host to device in every job */
  PONTAGE_RESPONSE = 2, /* device to host in every job */
  PONTAGE_SCRATCH = 3   /* stays on the device */
};

/* What an engine can do; one may do several. */
enum { PONTAGE_COMPUTES = 1, PONTAGE_COPIES_IN = 2, PONTAGE_COPIES_OUT = 4 };

/* The clock of a device's marks. */
enum {
  PONTAGE_CLOCK_HOST = 0,  /* stamps by pontage_host.now */
  PONTAGE_CLOCK_DEVICE = 1 /* the device's own; `read_clock` lets the host align it */
};

/* Where a self-test plants a busy loop to prove that a ledger finds it. A library that honours
 * `planted_ticks` says PONTAGE_PLANTS_DELAYS; without it those tests are skipped. */
enum {
  PONTAGE_DELAY_BEFORE_START = 1,  /* an operation was submitted, its engine idle */
  PONTAGE_DELAY_IN_COPY = 2,       /* between the begin and the end of a copy */
  PONTAGE_DELAY_BEFORE_NOTICE = 3, /* the device is done, `await` has not returned */
  PONTAGE_DELAY_POINTS = 8         /* 0 and 4 are the host's; room for more */
};
enum { PONTAGE_PLANTS_DELAYS = 1 }; /* capabilities */

/* What the host hands over when it opens a device. */
typedef struct pontage_host {
  uint32_t struct_size;
  uint32_t minor;
  uint64_t (*now)(void); /* the host's raw stamp, about 10 ns; the unit of planted_ticks */
} pontage_host;

/* One axis value: a word when `word` is not NULL, else a number (a size is its bytes). */
typedef struct pontage_setting {
  const char* name;
  int64_t number;
  const char* word;
} pontage_setting;

/* An axis of the library's own, as `pontage list axes` shows it. */
typedef struct pontage_axis_info {
  uint32_t struct_size;
  uint32_t reserved;
  const char* name;
  const char* unit; /* "bytes", "count" or "" */
  const char* help;
  const char* usual_word; /* NULL for a number */
  int64_t usual_number, least, most;
  const char* const* choices; /* words allowed, ended by NULL; NULL: any */
} pontage_axis_info;

typedef struct pontage_open_args {
  uint32_t struct_size;
  int32_t index; /* of the device, from 0 */
  const pontage_host* host;
  const pontage_setting* settings; /* one for every axis of the library */
  int32_t settings_count;
  int32_t reserved;
  uint64_t planted_ticks[PONTAGE_DELAY_POINTS]; /* all 0 in every normal run */
} pontage_open_args;

typedef struct pontage_device pontage_device; /* the library's own */

typedef struct pontage_device_info {
  uint32_t struct_size;
  uint32_t capabilities; /* PONTAGE_PLANTS_DELAYS, … */
  const char* name;
  int32_t memories; /* memory 0 is home, where the device keeps its values */
  int32_t engines;
  int32_t memory_of_mode[PONTAGE_MEMORY_MODES]; /* which memory, or -1: this mode is refused */
  uint32_t submissions;                         /* bit 1 << PONTAGE_ONE_BY_ONE and so on */
  int32_t clock;
  uint64_t clock_ticks_per_second; /* of a device clock; 0: unknown, the host measures it */
} pontage_device_info;

typedef struct pontage_memory_info {
  uint32_t struct_size;
  int32_t host_reach, device_reach;
  uint32_t reserved;
  const char* name; /* "board.home", "board.pinned" */
} pontage_memory_info;

typedef struct pontage_engine_info {
  uint32_t struct_size;
  uint32_t can; /* PONTAGE_COMPUTES | … */
  const char* name;
} pontage_engine_info;

/* A variant of one of Pontage's kernels, in the library's dialect. Pontage makes the inputs, counts
 * the work and judges the answer; unknown kernels are passed over. */
typedef struct pontage_variant_info {
  uint32_t struct_size;
  uint32_t reserved;
  const char* kernel; /* "chase", "bfs", … */
  const char* name;   /* the method, as records name it */
  const char* remark; /* may be NULL */
} pontage_variant_info;

enum { PONTAGE_COPY = 0, PONTAGE_LAUNCH = 1 };
#define PONTAGE_NO_VARIANT \
  (-1) /* a launch that does nothing: what launching costs is measured by it */

/* One operation. It starts when its engine has done all that was submitted to it before, and when
 * every act of `after` is done for the same job; it is done when its bytes are visible to whoever
 * waits for it. */
typedef struct pontage_command {
  uint32_t struct_size;
  int32_t kind;      /* PONTAGE_COPY, PONTAGE_LAUNCH */
  int32_t engine;    /* place among the device's engines */
  int32_t act;       /* the counter it raises, the act of its mark; less than `acts` of `prepare` */
  int32_t variant;   /* of a launch: place among the library's variants, or PONTAGE_NO_VARIANT */
  int32_t to_device; /* of a copy: 1 or 0 */
  int32_t staged;    /* of a copy: 1 when one side is pageable and the engine needs a bounce */
  int32_t slots, values, after_count;
  void* const* const* pointers; /* [slot][value]; a copy has {to, from}, equal when the pages of
                                   managed memory are only asked to move */
  const uint64_t* sizes;        /* bytes, [value]; a copy has one */
  const int32_t* roles;         /* of a launch, [value] */
  const char* const* names;     /* of a launch, [value] */
  const int32_t* after;
  const void* shape;      /* of a launch: the kernel's struct of pontage/kernel_shapes.h */
  const char* shape_json; /* of a launch: the same as a JSON object */
} pontage_command;

/* What an operation leaves while stamps are on: `begin` when its engine began it, `end` when it was
 * done. Written before the counter is raised. */
typedef struct pontage_mark {
  uint64_t begin, end; /* in the ticks of the device's clock kind */
  int64_t job;
  int32_t act;
  int32_t reserved;
  uint64_t bytes; /* really moved, of a copy */
} pontage_mark;

/* The library's table. A function marked optional may be NULL; what needs it is then skipped with
 * that reason. */
typedef struct pontage_plugin {
  uint32_t struct_size;
  uint32_t major, minor;
  int32_t axes, variants; /* how many of each */
  const char* name;       /* of the backend: lower case, digits, _ */
  const char* summary;    /* one line */
  const char* remark;     /* printed under its figures where they could mislead; may be NULL */
  const char* dialect;    /* the name of its variants' dialect */

  pontage_status (*axis)(int32_t index, pontage_axis_info* out);       /* needed if axes > 0 */
  pontage_status (*variant)(int32_t index, pontage_variant_info* out); /* needed if variants > 0 */
  /* Optional: whether a variant can do this shape, with a sentence when not. */
  pontage_status (*can_run)(int32_t variant, const void* shape, const char* shape_json,
                            pontage_text why);
  /* Optional: whether this machine has a device at all, with a sentence when not. */
  pontage_status (*available)(pontage_text why);

  pontage_status (*open)(const pontage_open_args* args, pontage_device** out, pontage_text why);
  void (*close)(pontage_device* device);
  pontage_status (*describe)(pontage_device* device, pontage_device_info* out);
  pontage_status (*memory)(pontage_device* device, int32_t index, pontage_memory_info* out);
  pontage_status (*engine)(pontage_device* device, int32_t index, pontage_engine_info* out);
  /* Optional: what a record should know, one call an entry until it says REFUSED. */
  pontage_status (*fact)(pontage_device* device, int32_t index, pontage_text name,
                         pontage_text value);

  /* At least 64-byte aligned. Memory that the host reaches has the same address for both. */
  pontage_status (*allocate)(pontage_device* device, int32_t memory, uint64_t bytes, void** out,
                             pontage_text why);
  void (*release)(pontage_device* device, int32_t memory, void* at, uint64_t bytes);

  /* Builds what one `submit` sends; ids count from 0 after `clear`. `acts` is the same in every
   * call between two `clear`. */
  pontage_status (*prepare)(pontage_device* device, const pontage_command* commands, int32_t count,
                            int32_t acts, int32_t submission, int32_t* id, pontage_text why);
  pontage_status (*submit)(pontage_device* device, int32_t id, int64_t job, int32_t slot);
  pontage_status (*await)(pontage_device* device, int32_t act, int64_t job, int32_t wait);
  /* Forgets prepared work and counters; nothing is in flight. */
  void (*clear)(pontage_device* device);

  /* Optional, all three together: stamps on or off, taking the marks since the last drain (up to
   * `room`; returns how many, and again until it returns 0), how many were lost for want of room.
   */
  void (*trace)(pontage_device* device, int32_t on);
  int32_t (*drain)(pontage_device* device, pontage_mark* to, int32_t room);
  uint64_t (*dropped)(pontage_device* device);
  /* Needed with PONTAGE_CLOCK_DEVICE: the device's clock now. The host stamps before and after. */
  pontage_status (*read_clock)(pontage_device* device, uint64_t* ticks);
  /* Optional: why `submit` or `await` last failed. */
  void (*failure)(pontage_device* device, pontage_text why);
} pontage_plugin;

/* The one symbol that a library exports. */
const pontage_plugin* pontage_plugin_entry(void);
#define PONTAGE_PLUGIN_ENTRY_NAME "pontage_plugin_entry"

#ifdef __cplusplus
}
#endif

#endif
