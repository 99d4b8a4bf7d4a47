// SPDX-License-Identifier: Apache-2.0
#include "libbench/device.hpp"

#include <array>

#include "libbench/environment.hpp"

namespace pontage {

std::string_view to_text(Wait wait) {
  constexpr std::array<std::string_view, 3> names{"spin", "yield", "block"};
  return names.at(static_cast<std::size_t>(wait));
}
std::string_view to_text(Submission submission) {
  constexpr std::array<std::string_view, kSubmissions> names{"one_by_one", "batched", "graph",
                                                             "persistent"};
  return names.at(static_cast<std::size_t>(submission));
}
std::string_view to_text(MemoryMode mode) {
  constexpr std::array<std::string_view, kMemoryModes> names{
      "pageable", "pinned", "write_combined", "mapped", "managed", "managed_prefetch", "coherent"};
  return names.at(static_cast<std::size_t>(mode));
}

Entry Device::empty_entry() const {
  return SerialFn([](const Args&) {});
}

Result<void> Device::accepts(Submission submission) const {
  if (submission == Submission::one_by_one || submission == Submission::batched) return {};
  return fail(ErrorKind::refused, std::string(name()) + " cannot be handed work as submit=" +
                                      std::string(to_text(submission)) +
                                      "; use one_by_one or batched");
}

std::vector<Check> Backend::checks() const { return {}; }

}  // namespace pontage
