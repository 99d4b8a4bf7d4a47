// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pontage/plugin.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

/// "Act a of job j is done": one counter an act, which holds 1 + the last job that did it.
class Counters {
 public:
  void reset(int acts);
  int size() const { return size_; }
  void raise(int act, std::int64_t job);
  void await(int act, std::int64_t job, int wait);

 private:
  bool is_done(int act, std::int64_t job) const {
    return done_[static_cast<std::size_t>(act)].load(std::memory_order_acquire) > job;
  }
  std::unique_ptr<std::atomic<std::int64_t>[]> done_;
  int size_ = 0;
  std::atomic<int> sleepers_{0};
  std::mutex mutex_;
  std::condition_variable raised_;
};

class Board;

/// One in-order server of the board. Here it is a thread; on a real board it is a hardware queue
/// and this class fills its descriptors.
class Engine {
 public:
  explicit Engine(Board& board);
  ~Engine();
  void submit(const pontage_command* command, std::int64_t job, int slot);
  void trace(bool on) { is_traced_ = on; }
  int drain(pontage_mark* to, int room);
  std::uint64_t dropped() const { return dropped_; }

 private:
  struct Item {
    const pontage_command* command;
    std::int64_t job;
    int slot;
  };
  void serve();
  bool next(Item& item);
  void perform(const Item& item);

  static constexpr std::size_t kRing = 4096, kMarks = 1 << 16;
  Board& board_;
  std::vector<Item> ring_{kRing};
  std::atomic<std::uint64_t> submitted_{0}, served_{0};
  std::atomic<bool> is_stopping_{false}, is_asleep_{false};
  std::mutex mutex_;
  std::condition_variable work_;
  std::vector<pontage_mark> marks_;
  std::size_t drained_ = 0;
  std::uint64_t dropped_ = 0;
  std::atomic<bool> is_traced_{false};
  std::thread thread_;
};

/// A device with a memory that the host cannot touch, host memory for what crosses, and two
/// engines: one computes, one copies both ways.
class Board {
 public:
  explicit Board(const pontage_open_args& args);
  std::uint64_t now() const;  ///< by the clock that the marks are stamped with
  bool has_own_clock() const { return has_own_clock_; }
  void delay(int point) const;

  int prepare(const pontage_command* commands, int count, int acts);
  void submit(int id, std::int64_t job, int slot);
  void clear();

  Counters counters;
  Engine& engine(int index) { return *engines_[static_cast<std::size_t>(index)]; }
  static constexpr int kEngines = 2;

 private:
  std::uint64_t (*host_now_)();
  std::uint64_t planted_[PONTAGE_DELAY_POINTS];
  bool has_own_clock_ = false;
  std::vector<std::vector<pontage_command>> prepared_;
  std::unique_ptr<Engine> engines_[kEngines];  // end first: they use all of the above
};
