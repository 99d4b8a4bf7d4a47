// SPDX-License-Identifier: Apache-2.0
#include "libbench/leaf.hpp"

#include <array>

namespace pontage {
namespace {

struct Row {
  std::string_view name;
  LeafClass in;
  std::string_view meaning;
};

// In the order of LeafKind.
constexpr std::array<Row, kLeafKinds> kRows{{
    {"compute", LeafClass::compute,
     "the task itself: what the same algorithm would still do on one memory with free "
     "synchronisation"},
    {"copy.dma", LeafClass::copy, "first to last byte of a copy between two memories"},
    {"copy.setup", LeafClass::copy, "a copy was submitted, its engine idle, until its first byte"},
    {"copy.stage", LeafClass::copy, "bounce from pageable to pinned memory"},
    {"copy.pin", LeafClass::copy, "registering memory with a device"},
    {"copy.layout", LeafClass::copy,
     "changing a layout only because another processor wants it so"},
    {"copy.serialize", LeafClass::copy, "packing and framing bytes to cross a boundary"},
    {"copy.socket", LeafClass::copy, "copy between the program and the operating system"},
    {"copy.fault", LeafClass::copy, "access fault until the page is usable"},
    {"copy.remote", LeafClass::copy, "stall because a load or store crosses the link"},
    {"launch.submit", LeafClass::launch, "the host enters until it leaves the submitting call"},
    {"launch.latency", LeafClass::launch,
     "asked to start, nothing in the way, until the first instruction"},
    {"launch.gap", LeafClass::launch,
     "engine idle between two dependent operations already queued"},
    {"sync.event", LeafClass::sync, "done on one engine until the dependent starts on another"},
    {"sync.notify", LeafClass::sync, "done on the device until visible to the host"},
    {"sync.wake", LeafClass::sync, "visible until the waiting thread runs again"},
    {"sync.barrier", LeafClass::sync,
     "the last worker arrives until the caller goes on; earlier workers' slack"},
    {"sync.lock", LeafClass::sync, "acquiring a contended lock"},
    {"sync.bubble", LeafClass::sync, "device idle because the host has not submitted yet"},
    {"alloc.host", LeafClass::alloc, "obtaining host memory, first touch included"},
    {"alloc.device", LeafClass::alloc, "obtaining device memory"},
    {"alloc.pool", LeafClass::alloc, "obtaining memory from a pool"},
    {"mem.contention", LeafClass::mem, "slower than alone because others use the same memory"},
    {"queue", LeafClass::queue, "ready, but another job holds the resource"},
    {"queue.arrival", LeafClass::queue, "the job's release until its first activity"},
    {"sched", LeafClass::sched, "runnable, but the operating system ran somebody else"},
    {"pace", LeafClass::pace, "deliberate waiting for the next release"},
    {"observer", LeafClass::observer, "our own tracing and checking"},
    {"unattributed", LeafClass::unattributed, "time that no known cause explains"},
}};

constexpr std::array<std::string_view, kLeafClasses> kClassNames{
    "compute", "copy",  "launch", "sync",     "alloc",       "mem",
    "queue",   "sched", "pace",   "observer", "unattributed"};

struct LagRow {
  std::string_view name;
  LeafKind leaf;
};
constexpr std::array<LagRow, kLagKinds> kLags{{{"order", LeafKind::unattributed},
                                               {"launch", LeafKind::launch_latency},
                                               {"setup", LeafKind::copy_setup},
                                               {"event", LeafKind::sync_event},
                                               {"gap", LeafKind::launch_gap},
                                               {"notify", LeafKind::sync_notify},
                                               {"fork", LeafKind::launch_latency},
                                               {"barrier", LeafKind::sync_barrier}}};

const Row& row(LeafKind kind) { return kRows.at(static_cast<std::size_t>(kind)); }

}  // namespace

LeafClass class_of(LeafKind kind) { return row(kind).in; }
std::string_view to_text(LeafKind kind) { return row(kind).name; }
std::string_view meaning(LeafKind kind) { return row(kind).meaning; }
std::string_view to_text(LeafClass c) { return kClassNames.at(static_cast<std::size_t>(c)); }
LeafKind leaf_of(LagKind kind) { return kLags.at(static_cast<std::size_t>(kind)).leaf; }
std::string_view to_text(LagKind kind) { return kLags.at(static_cast<std::size_t>(kind)).name; }

std::optional<LeafKind> parse_leaf(std::string_view text) {
  for (std::size_t i = 0; i < kRows.size(); ++i)
    if (kRows[i].name == text) return static_cast<LeafKind>(i);
  return std::nullopt;
}

std::optional<LeafClass> parse_leaf_class(std::string_view text) {
  for (std::size_t i = 0; i < kClassNames.size(); ++i)
    if (kClassNames[i] == text) return static_cast<LeafClass>(i);
  return std::nullopt;
}

std::string full_name(Leaf leaf, std::span<const std::string> stages,
                      std::span<const std::string> resources) {
  std::string name(to_text(leaf.kind));
  const auto names = leaf.kind == LeafKind::compute ? stages : resources;
  if (leaf.of >= 0 && static_cast<std::size_t>(leaf.of) < names.size())
    name += "." + names[static_cast<std::size_t>(leaf.of)];
  return name;
}

std::string LeafClasses::text() const {
  std::string text;
  for (int i = 0; i < kLeafClasses; ++i)
    if (holds(static_cast<LeafClass>(i)))
      text += (text.empty() ? "" : "+") + std::string(kClassNames[static_cast<std::size_t>(i)]);
  return text;
}

}  // namespace pontage
