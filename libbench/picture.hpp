// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace pontage {

/// What a problem or its answer looks like, for the report: the content of an image file that every
/// browser shows.
struct Picture {
  std::string title;       ///< "decoded": what it is, of the pictures of one case
  std::string caption;     ///< size, bytes, fidelity: the figures that belong to it
  std::string media_type;  ///< image/png or image/jpeg
  std::vector<std::byte> file;
};

}  // namespace pontage
