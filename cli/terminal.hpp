// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "libbench/clock.hpp"
#include "libbench/result.hpp"

namespace pontage::cli {

/// How the tool talks: data on stdout, everything else on stderr; colour and a moving progress line
/// only on a terminal.
struct Terminal {
  bool has_colour = false;
  bool is_interactive = false;  ///< stderr is a terminal
  bool is_quiet = false;

  /// `choice` is auto, always or never; with auto, NO_COLOR wins over CLICOLOR_FORCE and that over
  /// "is a terminal".
  static Terminal detect(std::string_view choice, bool quiet);

  std::string bold(std::string_view) const;
  std::string dim(std::string_view) const;
  std::string good(std::string_view) const;
  std::string warn(std::string_view) const;
  std::string bad(std::string_view) const;
  void say(std::string_view line) const;  ///< one line on stderr, unless quiet
};

/// One line on stderr naming the trouble; returns the exit code for it.
int complain(const Terminal&, const Error&);

/// How far a list of cases is: one moving line with the time left on a terminal, a plain line a
/// case otherwise.
class Progress {
 public:
  Progress(const Terminal&, std::string label, int total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void begin(std::string_view what);
  void end(std::string_view outcome);

 private:
  std::string left() const;
  const Terminal& terminal_;
  std::string label_, what_;
  int total_, done_ = 0;
  Nanoseconds started_ = monotonic_raw();
};

}  // namespace pontage::cli
