// SPDX-License-Identifier: Apache-2.0
#include "board.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>

#include "kernels.hpp"

namespace {

constexpr int kSpins = 200;  // looks for work before an engine sleeps: some microseconds

void perform_copy(const pontage_command& command, int slot) {
  void* const* pointers = command.pointers[slot];
  if (command.sizes[0] > 0) std::memmove(pointers[0], pointers[1], command.sizes[0]);
}

void perform_launch(const pontage_command& command, int slot) {
  if (command.variant == 0) chase_on_board(command, slot);
  if (command.variant == 1) bfs_on_board(command, slot);
}

}  // namespace

void Counters::reset(int acts) {
  done_ = std::make_unique<std::atomic<std::int64_t>[]>(static_cast<std::size_t>(acts));
  size_ = acts;
}

void Counters::raise(int act, std::int64_t job) {
  done_[static_cast<std::size_t>(act)].store(job + 1);
  if (sleepers_.load() == 0) return;
  const std::lock_guard lock(mutex_);  // a sleeper that just looked is in wait() by now
  raised_.notify_all();
}

void Counters::await(int act, std::int64_t job, int wait) {
  if (wait != PONTAGE_BLOCK) {
    while (!is_done(act, job))
      if (wait == PONTAGE_YIELD) std::this_thread::yield();
    return;
  }
  if (is_done(act, job)) return;
  std::unique_lock lock(mutex_);
  sleepers_.fetch_add(1);
  raised_.wait(lock, [&] { return done_[static_cast<std::size_t>(act)].load() > job; });
  sleepers_.fetch_sub(1);
}

Engine::Engine(Board& board) : board_(board) {
  marks_.reserve(kMarks);
  thread_ = std::thread([this] { serve(); });
}

Engine::~Engine() {
  is_stopping_ = true;
  {
    const std::lock_guard lock(mutex_);
    work_.notify_one();
  }
  thread_.join();
}

void Engine::submit(const pontage_command* command, std::int64_t job, int slot) {
  const std::uint64_t at = submitted_.load(std::memory_order_relaxed);
  while (at - served_.load(std::memory_order_acquire) >= kRing) std::this_thread::yield();
  ring_[at % kRing] = {command, job, slot};
  submitted_.store(at + 1);
  if (!is_asleep_.load()) return;
  const std::lock_guard lock(mutex_);
  work_.notify_one();
}

bool Engine::next(Item& item) {
  const std::uint64_t at = served_.load(std::memory_order_relaxed);
  const auto has_work = [&] { return submitted_.load() > at || is_stopping_.load(); };
  // Not sched_yield: on a busy machine that gives the processor away for milliseconds.
  for (int spin = 0; spin < kSpins && !has_work(); ++spin) {
  }
  if (!has_work()) {
    std::unique_lock lock(mutex_);
    is_asleep_.store(true);
    work_.wait(lock, has_work);
    is_asleep_.store(false);
  }
  if (submitted_.load() == at) return false;
  item = ring_[at % kRing];
  return true;
}

void Engine::serve() {
  Item item{};
  while (next(item)) {
    perform(item);
    served_.fetch_add(1, std::memory_order_release);
  }
}

void Engine::perform(const Item& item) {
  const pontage_command& command = *item.command;
  for (int i = 0; i < command.after_count; ++i)
    board_.counters.await(command.after[i], item.job, PONTAGE_BLOCK);
  board_.delay(PONTAGE_DELAY_BEFORE_START);
  const std::uint64_t begin = board_.now();
  if (command.kind == PONTAGE_COPY) {
    board_.delay(PONTAGE_DELAY_IN_COPY);
    perform_copy(command, item.slot);
  } else {
    perform_launch(command, item.slot);
  }
  if (is_traced_) {
    const std::uint64_t bytes = command.kind == PONTAGE_COPY ? command.sizes[0] : 0;
    if (marks_.size() < kMarks)
      marks_.push_back({begin, board_.now(), item.job, command.act, 0, bytes});
    else
      ++dropped_;
  }
  board_.counters.raise(command.act, item.job);  // after the data and the mark
}

int Engine::drain(pontage_mark* to, int room) {
  const std::size_t count = std::min(marks_.size() - drained_, static_cast<std::size_t>(room));
  std::copy_n(marks_.begin() + static_cast<std::ptrdiff_t>(drained_), count, to);
  drained_ += count;
  if (drained_ == marks_.size()) {
    marks_.clear();
    drained_ = 0;
  }
  return static_cast<int>(count);
}

Board::Board(const pontage_open_args& args) : host_now_(args.host->now) {
  std::copy_n(args.planted_ticks, PONTAGE_DELAY_POINTS, planted_);
  for (int i = 0; i < args.settings_count; ++i)
    if (std::strcmp(args.settings[i].name, "clock") == 0)
      has_own_clock_ = std::strcmp(args.settings[i].word, "device") == 0;
  for (auto& engine : engines_) engine = std::make_unique<Engine>(*this);
}

std::uint64_t Board::now() const {
  if (!has_own_clock_) return host_now_();
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                        std::chrono::steady_clock::now().time_since_epoch())
                                        .count());
}

void Board::delay(int point) const {
  if (planted_[point] == 0) return;
  const std::uint64_t until = host_now_() + planted_[point];
  while (host_now_() < until) {
  }
}

int Board::prepare(const pontage_command* commands, int count, int acts) {
  if (counters.size() == 0) counters.reset(acts);
  prepared_.emplace_back(commands, commands + count);
  return static_cast<int>(prepared_.size()) - 1;
}

void Board::submit(int id, std::int64_t job, int slot) {
  for (const pontage_command& command : prepared_[static_cast<std::size_t>(id)])
    engine(command.engine).submit(&command, job, slot);
}

void Board::clear() {
  prepared_.clear();
  counters.reset(0);
}
