// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <barrier>
#include <functional>
#include <thread>
#include <vector>

/// Threads that stand ready, as ours do: starting one costs more than some of what is measured.
class Team {
 public:
  /// The caller is one of them.
  explicit Team(int threads) : start_(threads), end_(threads) {
    for (int thread = 1; thread < threads; ++thread)
      others_.emplace_back([this, thread] {
        for (start_.arrive_and_wait(); work_; start_.arrive_and_wait()) {
          work_(thread);
          end_.arrive_and_wait();
        }
      });
  }
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;
  ~Team() {
    work_ = nullptr;
    start_.arrive_and_wait();
    for (std::thread& other : others_) other.join();
  }

  /// `work(thread)` on each of them, from 0 on; returns when all have ended.
  void run(std::function<void(int)> work) {
    work_ = std::move(work);
    start_.arrive_and_wait();
    work_(0);
    end_.arrive_and_wait();
  }

 private:
  std::barrier<> start_, end_;
  std::function<void(int)> work_;
  std::vector<std::thread> others_;
};
