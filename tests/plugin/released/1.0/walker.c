/* SPDX-License-Identifier: Apache-2.0
 * The smallest device of version 1.0 of the interface, in C99: host memory, one engine, work done
 * inside `submit`. Built against the headers as 1.0 has them and never changed: as long as the
 * major is 1, every later Pontage must run it. */
#include <pontage/kernel_shapes.h>
#include <pontage/plugin.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kMost = 64, kMarks = 4096 };

struct pontage_device {
  const pontage_host *host;
  pontage_command prepared[kMost];
  int32_t count;
  int is_traced;
  pontage_mark marks[kMarks];
  int32_t marked;
  uint64_t dropped;
};

static pontage_status say(pontage_text to, const char *sentence) {
  if (to.room > 0) snprintf(to.at, to.room, "%s", sentence);
  return PONTAGE_REFUSED;
}

static pontage_status variant(int32_t index, pontage_variant_info *out) {
  (void)index;
  out->kernel = "chase";
  out->name = "walker";
  return PONTAGE_OK;
}

static pontage_status open_device(const pontage_open_args *args, pontage_device **out, pontage_text why) {
  pontage_device *device = calloc(1, sizeof *device);
  if (device == NULL) return say(why, "no memory for a device");
  device->host = args->host;
  *out = device;
  return PONTAGE_OK;
}

static void close_device(pontage_device *device) { free(device); }

static pontage_status describe(pontage_device *device, pontage_device_info *out) {
  (void)device;
  out->name = "walker_1_0";
  out->memories = 1;
  out->engines = 1;
  out->memory_of_mode[PONTAGE_PAGEABLE] = out->memory_of_mode[PONTAGE_PINNED] = 0;
  out->submissions = 1u << PONTAGE_ONE_BY_ONE;
  out->clock = PONTAGE_CLOCK_HOST;
  return PONTAGE_OK;
}

static pontage_status memory(pontage_device *device, int32_t index, pontage_memory_info *out) {
  (void)device, (void)index;
  out->name = "walker.home";
  out->host_reach = out->device_reach = PONTAGE_REACH_NATIVE;
  return PONTAGE_OK;
}

static pontage_status engine(pontage_device *device, int32_t index, pontage_engine_info *out) {
  (void)device, (void)index;
  out->name = "walker.engine";
  out->can = PONTAGE_COMPUTES | PONTAGE_COPIES_IN | PONTAGE_COPIES_OUT;
  return PONTAGE_OK;
}

static pontage_status allocate(pontage_device *device, int32_t index, uint64_t bytes, void **out, pontage_text why) {
  (void)device, (void)index;
  *out = aligned_alloc(4096, (bytes + 4095) / 4096 * 4096);
  return *out != NULL ? PONTAGE_OK : say(why, "no memory");
}

static void release(pontage_device *device, int32_t index, void *at, uint64_t bytes) {
  (void)device, (void)index, (void)bytes;
  free(at);
}

static pontage_status prepare(pontage_device *device, const pontage_command *commands, int32_t count, int32_t acts,
                              int32_t submission, int32_t *id, pontage_text why) {
  (void)acts, (void)submission;
  if (count != 1 || device->count == kMost) return say(why, "one command at a time, and at most 64");
  *id = device->count;
  /* A later host's struct may be longer; what this library knows of it is its beginning. */
  device->prepared[device->count++] = commands[0];
  return PONTAGE_OK;
}

static void chase(const pontage_command *c, int32_t slot) {
  const pontage_chase_shape *shape = c->shape;
  const unsigned char *cycle = c->pointers[slot][0];
  const uint64_t *starts = c->pointers[slot][1];
  uint64_t *ends = c->pointers[slot][2];
  for (int64_t chain = 0; chain < shape->chains * shape->banks; ++chain) {
    uint64_t at = starts[chain];
    for (int64_t hop = 0; hop < shape->hops; ++hop) memcpy(&at, cycle + at, sizeof at);
    ends[chain] = at;
  }
}

static pontage_status submit(pontage_device *device, int32_t id, int64_t job, int32_t slot) {
  const pontage_command *c = &device->prepared[id];
  const uint64_t begin = device->is_traced ? device->host->now() : 0;
  if (c->kind == PONTAGE_COPY)
    memmove(c->pointers[slot][0], c->pointers[slot][1], c->sizes[0]);
  else if (c->variant != PONTAGE_NO_VARIANT)
    chase(c, slot);
  if (!device->is_traced) return PONTAGE_OK;
  if (device->marked == kMarks) {
    ++device->dropped;
    return PONTAGE_OK;
  }
  pontage_mark *mark = &device->marks[device->marked++];
  mark->begin = begin;
  mark->end = device->host->now();
  mark->job = job;
  mark->act = c->act;
  mark->bytes = c->kind == PONTAGE_COPY ? c->sizes[0] : 0;
  return PONTAGE_OK;
}

static pontage_status await(pontage_device *device, int32_t act, int64_t job, int32_t wait) {
  (void)device, (void)act, (void)job, (void)wait;
  return PONTAGE_OK;
}

static void clear(pontage_device *device) { device->count = 0; }
static void trace(pontage_device *device, int32_t on) { device->is_traced = on; }
static int32_t drain(pontage_device *device, pontage_mark *to, int32_t room) {
  const int32_t got = device->marked < room ? device->marked : room;
  memcpy(to, device->marks, (size_t)got * sizeof *to);
  memmove(device->marks, device->marks + got, (size_t)(device->marked - got) * sizeof *to);
  device->marked -= got;
  return got;
}
static uint64_t dropped(pontage_device *device) { return device->dropped; }

const pontage_plugin *pontage_plugin_entry(void) {
  static const pontage_plugin table = {.struct_size = sizeof table,
                                       .major = PONTAGE_PLUGIN_MAJOR,
                                       .minor = PONTAGE_PLUGIN_MINOR,
                                       .variants = 1,
                                       .name = "walker_1_0",
                                       .summary = "a device of interface 1.0, kept",
                                       .dialect = "walker",
                                       .variant = variant,
                                       .open = open_device,
                                       .close = close_device,
                                       .describe = describe,
                                       .memory = memory,
                                       .engine = engine,
                                       .allocate = allocate,
                                       .release = release,
                                       .prepare = prepare,
                                       .submit = submit,
                                       .await = await,
                                       .clear = clear,
                                       .trace = trace,
                                       .drain = drain,
                                       .dropped = dropped};
  return &table;
}
