// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/resident.hpp"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <new>

namespace pontage::cuda {
namespace {

/// What both sides reach, in one allocation.
struct Shared {
  ResidentBell bell;
  ResidentAnswer answer;
  ResidentStamps stamps[kMostResidentSlots];
};

bool is_launch(const Command& c) { return c.kind == Command::Kind::launch; }

Result<void> check_list(const std::vector<Command>& list) {
  const auto refuse = [](const std::string& what) {
    return fail(ErrorKind::refused,
                "submit=persistent: " + what + "; use submit=one_by_one, batched or graph");
  };
  if (std::ranges::count_if(list, is_launch) != 1)
    return refuse("one kernel stays on the device, so a plan must have one launch and not " +
                  std::to_string(std::ranges::count_if(list, is_launch)));
  if (list.size() > kMostResidentOps || list.front().pointers.size() > kMostResidentSlots)
    return refuse("a resident kernel serves at most " + std::to_string(kMostResidentOps) +
                  " operations a job and " + std::to_string(kMostResidentSlots) +
                  " jobs in flight");
  for (const Command& c : list) {
    if (is_launch(c)) {
      if (std::get<CudaEntry>(c.variant->entry).stay == nullptr)
        return refuse("the variant '" + c.variant->name + "' has no code for a resident kernel");
    } else if (c.is_staged) {
      return refuse(
          "the resident kernel's own threads copy, and they do not reach pageable memory");
    } else if (c.pointers[0][0] == c.pointers[0][1]) {
      return refuse("a resident kernel cannot ask managed pages to move");
    }
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<Resident>> Resident::make(std::shared_ptr<Runtime> runtime, Stream stream,
                                                 int multiprocessors, std::vector<Command> list) {
  if (auto good = check_list(list); !good) return pass_on(good.error());
  std::unique_ptr<Resident> made(new Resident(std::move(runtime), stream));
  made->multiprocessors_ = multiprocessors;
  made->list_ = std::move(list);
  const std::size_t slots = made->list_.front().pointers.size();
  if (const Code code = made->allocate(slots); code != kGood)
    return pass_on(trouble(*made->runtime_, code, "making room for a resident kernel"));
  made->fill_board(slots);
  return made;
}

Code Resident::allocate(std::size_t slots) {
  Code code = runtime_->make_event(EventKind::order, &gone_);
  if (code == kGood) code = runtime_->allocate(MemoryKind::mapped, sizeof(Shared), &shared_);
  void* heard = nullptr;
  if (code == kGood) code = runtime_->allocate(MemoryKind::device, sizeof(*board_.heard), &heard);
  board_.heard = static_cast<std::uint64_t*>(heard);
  in_flight_.resize(slots);
  raw_.reserve(1 << 16);
  return code;
}

void Resident::fill_board(std::size_t slots) {
  auto* shared = new (shared_) Shared;
  board_.bell = host_bell_ = &shared->bell;
  board_.answer = host_answer_ = &shared->answer;
  board_.stamps = host_stamps_ = shared->stamps;
  board_.op_count = static_cast<int>(list_.size());
  for (std::size_t op = 0; op < list_.size(); ++op) {
    const Command& c = list_[op];
    for (std::size_t slot = 0; slot < slots; ++slot) {
      if (!is_launch(c)) {
        board_.ops[slot][op] = {c.pointers[slot][0], c.pointers[slot][1],
                                static_cast<std::uint64_t>(c.sizes[0].count())};
        continue;
      }
      stay_ = std::get<CudaEntry>(c.variant->entry).stay;
      args_.push_back({c.pointers[slot], c.sizes, c.problem->shape().fields(), nullptr});
    }
  }
}

Resident::~Resident() {
  if (is_started_) {
    std::atomic_ref(host_bell_->rung).store(kLeave, std::memory_order_release);
    (void)runtime_->synchronise(stream_);
  }
  if (board_.heard != nullptr) (void)runtime_->release(MemoryKind::device, board_.heard);
  if (shared_ != nullptr) (void)runtime_->release(MemoryKind::mapped, shared_);
  if (gone_ != nullptr) (void)runtime_->destroy(gone_);
}

Code Resident::start() {
  if (is_started_) return kGood;
  CudaStream stream{stream_, multiprocessors_};
  stay_(stream, board_, args_);
  Code code = runtime_->take_last_error();
  if (code == kGood) is_started_ = true;
  if (code == kGood) code = runtime_->record(gone_, stream_);
  return code;
}

bool Resident::serves(ActId act) const {
  return std::ranges::find(list_, act, &Command::act) != list_.end();
}

void Resident::ring(JobId job, SlotId slot, Ticks now) noexcept {
  slots_word_ = with_slot(slots_word_, rung_, slot);
  last_slot_ = static_cast<std::size_t>(slot);
  in_flight_[last_slot_] = {job, ++rung_, now, 0, false};
  std::atomic_ref(host_bell_->rung).store(bell_word(rung_, slots_word_), std::memory_order_release);
}

/// The job, or a later one of the same slot, which was rung only after it was served.
const Resident::InFlight* Resident::find(JobId job) const noexcept {
  const InFlight* best = nullptr;
  for (const InFlight& f : in_flight_)
    if (f.job >= job && (best == nullptr || f.job < best->job)) best = &f;
  return best;
}

bool Resident::is_served(JobId job) const noexcept {
  const InFlight* f = find(job);
  return f != nullptr &&
         std::atomic_ref(host_answer_->served).load(std::memory_order_acquire) >= f->number;
}

Code Resident::check() {
  const Code code = runtime_->query(gone_);
  // It leaves only when it is told to: whoever waits for it waits in vain.
  return code == kNotReady ? kGood : code == kGood ? kLaunchFailure : code;
}

Code Resident::set_anchor() {
  const Code code = clock_.set_anchor(*host_bell_, *host_answer_);
  if (code == kGood) return code;
  const Code gone = check();  // the better reason
  return gone == kGood ? code : gone;
}

void Resident::finish() {
  constexpr Nanoseconds kPatience = 10'000_ms;
  const Nanoseconds begin = monotonic_raw();
  while (is_started_ && check() == kGood && monotonic_raw() - begin < kPatience &&
         std::atomic_ref(host_answer_->served).load(std::memory_order_acquire) < rung_)
    sched_yield();
}

void Resident::note_seen(JobId job, Ticks now) noexcept {
  for (InFlight& f : in_flight_)
    if (f.job == job) f.seen = now;
}

void Resident::collect(StampLog& log) noexcept {
  for (std::size_t turn = 0; turn < in_flight_.size(); ++turn) {
    // The slot after the one that was rung last has been in flight for longest.
    const std::size_t slot = (last_slot_ + 1 + turn) % in_flight_.size();
    InFlight& f = in_flight_[slot];
    if (f.is_collected || f.seen == 0) continue;
    f.is_collected = true;
    for (std::size_t op = 0; op < list_.size(); ++op) {
      const Command& c = list_[op];
      Stamps stamps;
      stamps.not_before = f.rung;
      stamps.not_after = f.seen;
      stamps.after = &c.after;
      stamps.job = f.job;
      stamps.act = c.act;
      stamps.engine = kResidentEngine;
      if (!is_launch(c)) stamps.bytes = static_cast<std::uint64_t>(c.sizes[0].count());
      if (!log.note(stamps)) continue;
      raw_.push_back({stamps.number, host_stamps_[slot].ns[op], host_stamps_[slot].ns[op + 1]});
    }
  }
}

void Resident::forget_stamps() {
  for (InFlight& f : in_flight_) f.is_collected = true;
  raw_.clear();
  clock_.forget();
}

DeviceIntervals Resident::intervals() const {
  DeviceIntervals at;
  for (const Raw& raw : raw_)
    at[raw.number] = {clock_.to_host(raw.begin_ns), clock_.to_host(raw.end_ns)};
  return at;
}

}  // namespace pontage::cuda
