// SPDX-License-Identifier: Apache-2.0
#include "libbench/scheduling.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

namespace pontage {
namespace {

/// The second of the file's three numbers ("on-processor delay slices"), or -1 when it is not
/// there.
std::int64_t second_number(int file) noexcept {
  std::array<char, 96> text{};
  const ssize_t length = pread(file, text.data(), text.size(), 0);
  if (length <= 0) return -1;
  const char* const end = text.data() + length;
  const char* const space = std::find<const char*>(text.data(), end, ' ');
  std::int64_t value = -1;
  if (space == end || std::from_chars(space + 1, end, value).ec != std::errc{}) return -1;
  return value;
}

}  // namespace

RunDelay::RunDelay(const std::string& root) {
  const std::string path = root + "/proc/thread-self/schedstat";
  file_ = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file_ < 0) {
    reason_ = "no run delay: " + path + " cannot be opened (" + std::strerror(errno) + ")";
  } else if (second_number(file_) < 0) {
    reason_ = "no run delay: " + path + " does not hold three numbers";
    close(std::exchange(file_, -1));
  }
}

RunDelay::~RunDelay() {
  if (file_ >= 0) close(file_);
}

RunDelay::RunDelay(RunDelay&& other) noexcept
    : file_(std::exchange(other.file_, -1)), reason_(std::move(other.reason_)) {}

RunDelay& RunDelay::operator=(RunDelay&& other) noexcept {
  std::swap(file_, other.file_);
  std::swap(reason_, other.reason_);
  return *this;
}

Nanoseconds RunDelay::read() const noexcept {
  return file_ < 0 ? Nanoseconds{} : Nanoseconds{std::max<std::int64_t>(0, second_number(file_))};
}

}  // namespace pontage
