// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "libbench/result.hpp"

namespace pontage::cli {

/// How a fresh process of the tool ended.
struct ChildEnd {
  int exit_code = 0;
  int signal = 0;          ///< that killed it, or 0
  bool timed_out = false;  ///< it was killed because its time was up
};

/// Becomes true on SIGINT or SIGTERM; measuring stops after the repetition under way and what was
/// measured is written.
const std::atomic<bool>& interrupt_flag();
void catch_interrupts();

/// Starts the tool anew with these arguments and waits; an interrupt of this process is passed on
/// to it. One that takes longer than `seconds` is killed; 0 waits for ever.
Result<ChildEnd> run_child(const std::string& executable, const std::vector<std::string>& arguments,
                           double seconds = 0);
/// "" when it ended by itself, else "ended by signal 11 (Segmentation fault)" or that it hung.
std::string violent_end(const ChildEnd&);

/// A folder of its own below $TMPDIR, removed with everything in it when the object ends.
class ScratchFolder {
 public:
  static Result<ScratchFolder> make();
  ScratchFolder(ScratchFolder&& other) noexcept : path_(std::move(other.path_)) {
    other.path_.clear();
  }
  ScratchFolder& operator=(ScratchFolder&&) = delete;
  ~ScratchFolder();
  const std::string& path() const { return path_; }

 private:
  explicit ScratchFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace pontage::cli
