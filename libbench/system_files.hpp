// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pontage {

/// Reads the small text files below /proc and /sys, all under one root so that tests can pass a
/// folder with made-up ones. What is not there or may not be read is an empty optional, never an
/// error: a machine may hide anything.
class SystemFiles {
 public:
  /// `root` goes in front of every path; "" is the real machine.
  explicit SystemFiles(std::string root = "") : root_(std::move(root)) {}
  bool is_real_machine() const { return root_.empty(); }
  /// Where a file really lies, for those who keep it open.
  std::string real_path(const std::string& path) const { return root_ + path; }

  bool exists(const std::string& path) const;
  /// The whole file without trailing white space and zero bytes.
  std::optional<std::string> text(const std::string& path) const;
  /// The file's first word as a whole number.
  std::optional<std::int64_t> integer(const std::string& path) const;
  /// Names in a folder, sorted; empty when there is none.
  std::vector<std::string> names(const std::string& folder) const;
  /// The value behind `key` and a colon, in files like /proc/cpuinfo and /proc/self/status: the
  /// first such line.
  std::optional<std::string> field(const std::string& path, std::string_view key) const;
  /// An environment variable as this process was started with (/proc/self/environ), by name; all of
  /// them whose name starts with `prefix`, as "NAME=value".
  std::vector<std::string> variables(std::string_view prefix) const;

 private:
  std::string root_;
};

/// Reads the kernel's lists of processors and nodes: "0-3,8,10-11". Malformed parts are left out.
std::vector<int> parse_cpu_list(std::string_view text);
/// The word in brackets of a file like "always [madvise] never"; empty when there is none.
std::string bracketed_word(std::string_view text);
/// White space separated words.
std::vector<std::string> words_of(std::string_view text);

}  // namespace pontage
