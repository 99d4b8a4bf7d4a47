// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "libbench/rng.hpp"

namespace pontage::desktop {

/// A line of text and, for each of its letters, what it is drawn in: 'p' plain, 'k' keyword, 'n'
/// number, 's' string, 'c' comment, 'f' function, 'h' heading, 'w' warning, 'e' error.
struct Line {
  std::string text, inks;
};
Line plain(std::string text, char ink = 'p');

/// Writes text that looks like what people have on their screens. Means nothing.
class Writer {
 public:
  explicit Writer(Seed seed) : rng_(seed) {}

  /// The next line of source text, indented as its blocks are.
  Line code();
  /// The next line of a licence or manual, at most `columns` long.
  Line prose(std::size_t columns);
  /// Whole sentences, at least so many letters, on one line.
  std::string paragraph(std::size_t letters);
  /// The next line of a service's log.
  Line log();
  std::string file_name();
  std::string noun();
  std::uint64_t below(std::uint64_t bound) { return rng_.below(bound); }

 private:
  std::string sentence();
  std::string statement();

  Rng rng_;
  std::size_t depth_ = 0;
  std::string pending_;  // prose that did not fit into the last line
  std::uint64_t paragraph_ = 0, lines_left_ = 0, millisecond_ = 34'200'000;
};

}  // namespace pontage::desktop
