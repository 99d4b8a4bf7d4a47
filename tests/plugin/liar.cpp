// SPDX-License-Identifier: Apache-2.0
/// Sixteen plug-ins that lie, one a library: the example's honest table with what the lie needs put
/// over it. LIE says which. Each must be named by exactly the check that should find it.
#include <pontage/plugin.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <map>
#include <string_view>
#include <thread>
#include <vector>

extern "C" const pontage_plugin* honest_plugin_entry(void);

namespace {

constexpr std::string_view kLie = LIE;
constexpr bool lies(std::string_view lie) { return kLie == lie; }
constexpr std::uint64_t kLarge = 1 << 20;

const pontage_plugin& honest() { return *honest_plugin_entry(); }

/// A copy to the host that the liar meddles with.
struct Response {
  std::int32_t id, act;
  unsigned char* to;
  std::uint64_t size;
};
/// One device at a time is open in a check; what the liar remembers of it.
struct Memory {
  std::vector<Response> responses;
  std::deque<std::vector<unsigned char>> shadows;
  std::deque<std::vector<void*>> rows;
  std::deque<std::vector<void* const*>> slots;
  std::map<std::pair<std::int64_t, std::int32_t>, std::uint64_t> submitted;  // (job, act) → when
  std::map<std::int32_t, std::vector<std::int32_t>> launches;                // id → acts
  std::uint64_t (*now)(void) = nullptr;
  std::vector<unsigned char> stale;
  bool is_delivered = false;
};
Memory memory;
void* volatile leaked = nullptr;  // so that no compiler sees that nobody needs it

pontage_status open(const pontage_open_args* args, pontage_device** out, pontage_text why) {
  memory = Memory{};
  memory.now = args->host->now;
  if (lies("leaks")) leaked = std::memset(std::malloc(64 << 10), 1, 64 << 10);
  return honest().open(args, out, why);
}

pontage_status describe(pontage_device* device, pontage_device_info* out) {
  const pontage_status status = honest().describe(device, out);
  if (lies("lies_about_capability")) out->submissions |= 1U << PONTAGE_GRAPH;
  return status;
}

/// The response goes to a shadow; `deliver` brings it later.
void divert(pontage_command& command) {
  memory.shadows.emplace_back(command.sizes[0]);
  auto& row = memory.rows.emplace_back(
      std::vector<void*>{memory.shadows.back().data(), command.pointers[0][1]});
  command.pointers = memory.slots.emplace_back(std::vector<void* const*>{row.data()}).data();
}

void deliver() {
  for (std::size_t i = 0; i < memory.shadows.size(); ++i)
    std::memcpy(memory.responses[i].to, memory.shadows[i].data(), memory.shadows[i].size());
  memory.is_delivered = true;
}

pontage_status prepare(pontage_device* device, const pontage_command* commands, std::int32_t count,
                       std::int32_t acts, std::int32_t submission, std::int32_t* id,
                       pontage_text why) {
  if (lies("hangs") && submission == PONTAGE_BATCHED)
    for (;;) std::this_thread::sleep_for(std::chrono::seconds(1));
  if (lies("dies_in_batches") && submission == PONTAGE_BATCHED) std::raise(SIGSEGV);
  std::vector<pontage_command> list(commands, commands + count);
  std::vector<Response> responses;
  std::vector<std::int32_t> launches;
  for (pontage_command& command : list) {
    const bool is_response = command.kind == PONTAGE_COPY && command.to_device == 0;
    if (is_response)
      responses.push_back(
          {-1, command.act, static_cast<unsigned char*>(command.pointers[0][0]), command.sizes[0]});
    if (command.kind == PONTAGE_LAUNCH) launches.push_back(command.act);
    const bool is_late = lies("right_answer_too_late") && is_response && command.sizes[0] > kLarge;
    if (is_late) memory.responses.push_back(responses.back());
    if (is_late) divert(command);
    if (lies("ignores_the_queue") && command.kind == PONTAGE_LAUNCH && command.variant >= 0 &&
        command.sizes[0] > kLarge)
      command.after_count = 0;
    if (lies("crashes") && command.kind == PONTAGE_COPY && command.sizes[0] == 0) std::abort();
  }
  const pontage_status status =
      honest().prepare(device, list.data(), count, acts, submission, id, why);
  for (Response& response : responses) response.id = *id;
  if (!lies("right_answer_too_late"))
    memory.responses.insert(memory.responses.end(), responses.begin(), responses.end());
  memory.launches[*id] = launches;
  return status;
}

pontage_status submit(pontage_device* device, std::int32_t id, std::int64_t job,
                      std::int32_t slot) {
  if (lies("submit_time_given_as_start"))
    for (const std::int32_t act : memory.launches[id]) memory.submitted[{job, act}] = memory.now();
  return honest().submit(device, id, job, slot);
}

/// Every seventh job gets what the one before it got.
void keep_or_replace(const Response& response, std::int64_t job) {
  if (job % 7 == 6 && !memory.stale.empty())
    std::memcpy(response.to, memory.stale.data(), memory.stale.size());
  else
    memory.stale.assign(response.to, response.to + response.size);
}

pontage_status await(pontage_device* device, std::int32_t act, std::int64_t job,
                     std::int32_t wait) {
  for (const Response& response : memory.responses)
    if (lies("completes_early") && response.act == act && response.size > kLarge) return PONTAGE_OK;
  const pontage_status status = honest().await(device, act, job, wait);
  bool is_of_response = false;
  for (const Response& response : memory.responses) {
    is_of_response = is_of_response || response.act == act;
    if (lies("wrong_answer") && response.size == 24 && response.act == act) response.to[0] ^= 1;
    if (lies("returns_stale_memory") && response.size == 64 << 10) keep_or_replace(response, job);
    if (lies("corrupts_a_neighbour") && response.size == 1000) response.to[response.size] ^= 1;
  }
  if (lies("right_answer_too_late") && !is_of_response) deliver();
  return status;
}

void clear(pontage_device* device) {
  if (lies("right_answer_too_late") && !memory.is_delivered) deliver();
  const auto now = memory.now;
  memory = Memory{};
  memory.now = now;
  honest().clear(device);
}

void lie_about(pontage_mark& mark, const pontage_mark* before) {
  const std::uint64_t length = mark.end - mark.begin;
  if (lies("stamps_from_another_clock")) {
    mark.begin += 3'000'000'000;
    mark.end += 3'000'000'000;
  }
  if (lies("stamps_in_the_wrong_unit")) mark.end = mark.begin + length * 2 / 5;
  if (lies("negative_duration") && mark.job % 5 == 4 && mark.bytes == kLarge)
    mark.end = mark.begin - length;
  if (lies("overlapping_copies") && before != nullptr && before->job == mark.job &&
      mark.bytes == 4 * kLarge)
    mark.begin = before->begin + (before->end - before->begin) / 2;
  const auto at = memory.submitted.find({mark.job, mark.act});
  if (at != memory.submitted.end()) mark.begin = at->second;
}

std::int32_t drain(pontage_device* device, pontage_mark* to, std::int32_t room) {
  const std::int32_t got = honest().drain(device, to, room);
  for (std::int32_t i = 0; i < got; ++i) lie_about(to[i], i > 0 ? &to[i - 1] : nullptr);
  return got;
}

}  // namespace

extern "C" __attribute__((visibility("default"))) const pontage_plugin* pontage_plugin_entry(void) {
  static const pontage_plugin table = [] {
    pontage_plugin t = honest();
    t.name = "liar";
    t.open = open;
    t.describe = describe;
    t.prepare = prepare;
    t.submit = submit;
    t.await = await;
    t.clear = clear;
    t.drain = drain;
    if (lies("wrong_version")) t.major = 9;
    return t;
  }();
  return &table;
}
