// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "libbench/scenario.hpp"
#include "libbench/timeline.hpp"

namespace pontage {

using OpId = std::int32_t;
using BufferId = std::int32_t;

enum class OpKind : std::uint8_t {
  host_step,  ///< a stage on the calling thread
  copy,       ///< bytes between two memories, by a queue's engine
  launch,     ///< a stage on a queue's engine
  await,      ///< the calling thread waits for one act of a queue
};

/// One step of the host program. Order is the order of the list; `after` are the acts whose data it
/// needs. Recording and waiting for events is how a queue honours `after`, not an operation.
struct Op {
  OpKind kind = OpKind::host_step;
  int device = -1;              ///< place in Placement::devices
  int stage = -1, part = -1;    ///< part −1: the whole stage
  BufferId from = -1, to = -1;  ///< of a copy
  bool is_to_device = false;    ///< of a copy
  bool is_staged = false;       ///< of a copy: it bounces, no engine can use its host's side
  bool holds_up = false;        ///< of a copy: the call that submits it returns when it is done
  Bytes offset{}, most{};       ///< of a copy: where in the value and how much at the most
  int size_from = -1;           ///< reserved: the value that holds the real size
  int loop = -1;                ///< reserved: the loop it stands in
  int engine = -1;              ///< of a copy or launch: place in Device::engines()
  int batch = -1;               ///< operations of one batch go out in one submit
  ActId submitting = -1;        ///< the host's interval of a queue operation that leads a submit
  ActId doing = -1;             ///< the interval on the engine (queue operations), else the host's
  ActId awaited = -1;           ///< of an await
  std::vector<ActId> after;
};

/// "From this act, with this kind of lag."
struct EdgeSpec {
  ActId from = -1;
  LagKind lag = LagKind::order;
};

/// An interval that every job will have (for each step of its loop). An operation has one, or two
/// when the host submits it to a queue.
struct ActSpec {
  ResourceId resource = -1;
  Leaf leaf;
  OpId op = -1;
  std::vector<EdgeSpec> after;
};

struct ResourceSpec {
  std::string name;
  int device = -1;  ///< −1: the host's driving thread
  Leaf gap_leaf{};  ///< where time goes that a late start leaves unexplained
};

/// Bytes that a run must provide; `slots` of them where they differ from job to job.
struct BufferSpec {
  std::string name;
  int device = -1, memory = -1;  ///< place in devices, place in its memories()
  Bytes size{};
  Role role = Role::scratch;
  int stage = -1, value = -1;  ///< whose value it is; a second copy of one value says the same
  bool is_per_slot = true;
  bool is_origin = false;  ///< filled by the problem (dataset, request from outside)
  bool is_final = false;   ///< holds a response that ends here, readable by the host
};

/// What crosses between memories, per job; datasets apart because they cross once.
struct Crossings {
  int values = 0;  ///< values that cross, whatever the number of pieces
  int pieces = 0;  ///< copies
  Bytes bytes{};
  Bytes setup_bytes{};
};

/// Reserved: operations first…last repeat, as often as `count_from` says at run time (per hop, per
/// token).
struct LoopSpec {
  OpId first = -1, last = -1;
  int count_from = -1;
};

/// The ordered operations that a scenario on a placement comes to. Pure data, printable, no
/// pointers to memory: `setup` runs once, `body` once a job.
struct Plan {
  std::string scenario;
  std::vector<std::string> devices, stages;
  std::vector<Work> stage_work;
  std::vector<ResourceSpec> resources;  ///< [0] is the host's driving thread
  std::vector<BufferSpec> buffers;
  std::vector<std::vector<BufferId>>
      stage_buffers;  ///< [stage][value] → the buffer its device uses, once a value
  std::vector<bool> stage_is_per_part;
  int parts = 1;
  std::vector<Op> setup, body;
  std::vector<ActSpec> acts;
  std::vector<LoopSpec> loops;
  OpId first_await = 0;  ///< body[0, first_await) issues a job, the rest finishes it
  int slots = 1;
  Wait wait = Wait::spin;
  Submission submit = Submission::one_by_one;
  Crossings crossings;
  std::vector<std::string> reasons;  ///< why a crossing is there, for people
};

/// Turns a scenario on a placement into a plan: inserts every crossing from what devices reach,
/// copies pushed right after their producer, waits right before their consumer. Refuses with a
/// sentence.
Result<Plan> lower(const ScenarioSpec&, const Placement&, const LoweringAxes&);

/// The plan as text, one operation a line; what approval tests compare.
std::string to_text(const Plan&);

}  // namespace pontage
