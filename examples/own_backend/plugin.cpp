// SPDX-License-Identifier: Apache-2.0
/// The table: every function Pontage calls, each a few lines around Board.
#include <pontage/plugin.h>

#include <cstdio>
#include <cstdlib>
#include <new>

#include "board.hpp"

struct pontage_device {
  explicit pontage_device(const pontage_open_args& args) : board(args) {}
  Board board;
};

namespace {

enum Place { kHome = 0, kPinned = 1, kMemories = 2 };
const char* const kClocks[] = {"host", "device", nullptr};

void say(pontage_text to, const char* sentence) {
  if (to.room > 0) std::snprintf(to.at, to.room, "%s", sentence);
}

pontage_status axis(int32_t, pontage_axis_info* out) {
  out->name = "clock";
  out->unit = "";
  out->help = "which clock stamps: the host's, or the board's own (Pontage aligns it)";
  out->usual_word = kClocks[0];
  out->choices = kClocks;
  return PONTAGE_OK;
}

pontage_status variant(int32_t index, pontage_variant_info* out) {
  static const pontage_variant_info variants[] = {
      {sizeof(pontage_variant_info), 0, "chase", "board_walk", "one chain after the other"},
      {sizeof(pontage_variant_info), 0, "bfs", "board_queue", "one queue, serial"}};
  *out = variants[index];
  return PONTAGE_OK;
}

pontage_status open(const pontage_open_args* args, pontage_device** out, pontage_text why) {
  if (args->index != 0) {
    say(why, "there is one board; its index is 0");
    return PONTAGE_UNAVAILABLE;
  }
  *out = new (std::nothrow) pontage_device(*args);
  if (*out != nullptr) return PONTAGE_OK;
  say(why, "not enough memory to open the board");
  return PONTAGE_REFUSED;
}

void close(pontage_device* device) { delete device; }

pontage_status describe(pontage_device* device, pontage_device_info* out) {
  out->capabilities = PONTAGE_PLANTS_DELAYS;
  out->name = "own_backend";
  out->memories = kMemories;
  out->engines = Board::kEngines;
  for (int& memory : out->memory_of_mode) memory = -1;
  out->memory_of_mode[PONTAGE_PINNED] = kPinned;
  out->submissions = 1U << PONTAGE_ONE_BY_ONE | 1U << PONTAGE_BATCHED;
  out->clock = device->board.has_own_clock() ? PONTAGE_CLOCK_DEVICE : PONTAGE_CLOCK_HOST;
  out->clock_ticks_per_second = 1'000'000'000;
  return PONTAGE_OK;
}

pontage_status memory(pontage_device*, int32_t index, pontage_memory_info* out) {
  const bool is_home = index == kHome;
  out->name = is_home ? "own_backend.home" : "own_backend.pinned";
  out->host_reach = is_home ? PONTAGE_REACH_NONE : PONTAGE_REACH_NATIVE;
  out->device_reach = is_home ? PONTAGE_REACH_NATIVE : PONTAGE_REACH_NONE;
  return PONTAGE_OK;
}

pontage_status engine(pontage_device*, int32_t index, pontage_engine_info* out) {
  out->name = index == 0 ? "own_backend.compute" : "own_backend.dma";
  out->can = index == 0 ? PONTAGE_COMPUTES : PONTAGE_COPIES_IN | PONTAGE_COPIES_OUT;
  return PONTAGE_OK;
}

pontage_status fact(pontage_device*, int32_t index, pontage_text name, pontage_text value) {
  if (index > 0) return PONTAGE_REFUSED;
  say(name, "board");
  say(value, "an example: threads of the host with a memory of their own");
  return PONTAGE_OK;
}

/// Large blocks are mapped by malloc itself, so a size that cannot be had is refused here.
pontage_status allocate(pontage_device*, int32_t, uint64_t bytes, void** out, pontage_text why) {
  const std::uint64_t rounded = (bytes + 63) / 64 * 64 + 64;
  *out = rounded < bytes ? nullptr : std::aligned_alloc(64, rounded);
  if (*out != nullptr) return PONTAGE_OK;
  if (why.room > 0)
    std::snprintf(why.at, why.room, "the board has no %llu bytes left; give a smaller problem",
                  static_cast<unsigned long long>(bytes));
  return PONTAGE_REFUSED;
}

void release(pontage_device*, int32_t, void* at, uint64_t) { std::free(at); }

pontage_status prepare(pontage_device* device, const pontage_command* commands, int32_t count,
                       int32_t acts, int32_t submission, int32_t* id, pontage_text why) {
  if (submission > PONTAGE_BATCHED) {
    say(why, "the board takes operations one by one or batched");
    return PONTAGE_REFUSED;
  }
  *id = device->board.prepare(commands, count, acts);
  return PONTAGE_OK;
}

pontage_status submit(pontage_device* device, int32_t id, int64_t job, int32_t slot) {
  device->board.submit(id, job, slot);
  return PONTAGE_OK;
}

pontage_status await(pontage_device* device, int32_t act, int64_t job, int32_t wait) {
  device->board.counters.await(act, job, wait);
  device->board.delay(PONTAGE_DELAY_BEFORE_NOTICE);
  return PONTAGE_OK;
}

void clear(pontage_device* device) { device->board.clear(); }

void trace(pontage_device* device, int32_t on) {
  for (int i = 0; i < Board::kEngines; ++i) device->board.engine(i).trace(on != 0);
}

int32_t drain(pontage_device* device, pontage_mark* to, int32_t room) {
  for (int i = 0; i < Board::kEngines; ++i)
    if (const int got = device->board.engine(i).drain(to, room); got > 0) return got;
  return 0;
}

uint64_t dropped(pontage_device* device) {
  return device->board.engine(0).dropped() + device->board.engine(1).dropped();
}

pontage_status read_clock(pontage_device* device, uint64_t* ticks) {
  *ticks = device->board.now();
  return PONTAGE_OK;
}

}  // namespace

extern "C" __attribute__((visibility("default"))) const pontage_plugin* pontage_plugin_entry(void) {
  static const pontage_plugin table = [] {
    pontage_plugin t{};
    t.struct_size = sizeof t;
    t.major = PONTAGE_PLUGIN_MAJOR;
    t.minor = PONTAGE_PLUGIN_MINOR;
    t.axes = 1;
    t.variants = 2;
    t.name = "own_backend";
    t.summary = "an example of a vendor's library: threads as a board with its own memory";
    t.remark = "an example device made of host threads, not a product";
    t.dialect = "own_board";
    t.axis = axis;
    t.variant = variant;
    t.open = open;
    t.close = close;
    t.describe = describe;
    t.memory = memory;
    t.engine = engine;
    t.fact = fact;
    t.allocate = allocate;
    t.release = release;
    t.prepare = prepare;
    t.submit = submit;
    t.await = await;
    t.clear = clear;
    t.trace = trace;
    t.drain = drain;
    t.dropped = dropped;
    t.read_clock = read_clock;
    return t;
  }();
  return &table;
}
