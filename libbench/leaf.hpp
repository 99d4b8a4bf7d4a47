// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace pontage {

/// The closed list of what a nanosecond can be spent on (docs/taxes.md). What fits nowhere is
/// `unattributed`, never a new word made up on the spot.
enum class LeafKind : std::uint8_t {
  compute,
  copy_dma,
  copy_setup,
  copy_stage,
  copy_pin,
  copy_layout,
  copy_serialize,
  copy_socket,
  copy_fault,
  copy_remote,
  launch_submit,
  launch_latency,
  launch_gap,
  sync_event,
  sync_notify,
  sync_wake,
  sync_barrier,
  sync_lock,
  sync_bubble,
  alloc_host,
  alloc_device,
  alloc_pool,
  mem_contention,
  queue,
  queue_arrival,
  sched,
  pace,
  observer,
  unattributed,
};
inline constexpr int kLeafKinds = static_cast<int>(LeafKind::unattributed) + 1;

/// The classes that a what-if removes and that reports colour by.
enum class LeafClass : std::uint8_t {
  compute,
  copy,
  launch,
  sync,
  alloc,
  mem,
  queue,
  sched,
  pace,
  observer,
  unattributed
};
inline constexpr int kLeafClasses = static_cast<int>(LeafClass::unattributed) + 1;

/// One category of a ledger: the kind, and for `compute` the stage, for `queue` the resource it is
/// about.
struct Leaf {
  LeafKind kind = LeafKind::unattributed;
  std::int32_t of = -1;
  friend constexpr auto operator<=>(const Leaf&, const Leaf&) = default;
};

LeafClass class_of(LeafKind);
/// "copy.dma", "sync.notify", …: the word used in JSON, docs and plots; without the stage or
/// resource.
std::string_view to_text(LeafKind);
std::string_view to_text(LeafClass);
/// What starts and what ends it, in one sentence.
std::string_view meaning(LeafKind);
std::optional<LeafKind> parse_leaf(std::string_view);
std::optional<LeafClass> parse_leaf_class(std::string_view);
/// "compute.walk", "queue.host": the kind with its stage's or resource's name.
std::string full_name(Leaf, std::span<const std::string> stages,
                      std::span<const std::string> resources);

/// A set of leaf classes: what a what-if sets to zero.
class LeafClasses {
 public:
  constexpr LeafClasses() = default;
  constexpr LeafClasses(std::initializer_list<LeafClass> classes) {
    for (const LeafClass c : classes) bits_ |= bit(c);
  }
  constexpr bool holds(LeafClass c) const { return (bits_ & bit(c)) != 0; }
  bool holds(Leaf leaf) const { return holds(class_of(leaf.kind)); }
  std::string text() const;  ///< "copy+sync"

 private:
  static constexpr std::uint32_t bit(LeafClass c) { return 1U << static_cast<unsigned>(c); }
  std::uint32_t bits_ = 0;
};

/// Copy, launch and sync: the taxes that Pontage is about.
inline constexpr LeafClasses kTaxes{LeafClass::copy, LeafClass::launch, LeafClass::sync};

/// Why a later activity could not start right when an earlier one ended; every edge of a plan has
/// one kind.
enum class LagKind : std::uint8_t {
  order,    ///< program order only: no lag is explained
  launch,   ///< launch submitted → it starts (launch.latency)
  setup,    ///< copy submitted → its first byte (copy.setup)
  event,    ///< done on one engine → dependent starts on another (sync.event)
  gap,      ///< done → the next queued one starts on the same engine (launch.gap)
  notify,   ///< device done → visible to the host (sync.notify)
  fork,     ///< a team is called → a worker's first item (launch.latency)
  barrier,  ///< the last worker arrives → the caller goes on (sync.barrier)
};
inline constexpr int kLagKinds = static_cast<int>(LagKind::barrier) + 1;
LeafKind leaf_of(LagKind);
std::string_view to_text(LagKind);

}  // namespace pontage
