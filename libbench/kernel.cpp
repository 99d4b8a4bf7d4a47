// SPDX-License-Identifier: Apache-2.0
#include "libbench/kernel.hpp"

#include <array>

namespace pontage {

std::string_view to_text(Role role) {
  constexpr std::array<std::string_view, 4> names{"dataset", "request", "response", "scratch"};
  return names.at(static_cast<std::size_t>(role));
}

std::string_view dialect_of(const Entry& entry) {
  constexpr std::array<std::string_view, 4> names{"serial", "host", "cuda", "traced"};
  if (const auto* foreign = std::get_if<ForeignEntry>(&entry)) return foreign->dialect;
  return names.at(entry.index());
}

Digest Problem::canonical(const HostValues& responses) const {
  Digest digest;
  for (std::size_t value = 0; value < responses.size(); ++value)
    if (!responses.bytes(value).empty()) digest = digest_bytes(responses.bytes(value), digest);
  return digest;
}

}  // namespace pontage
