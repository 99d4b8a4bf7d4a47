// SPDX-License-Identifier: Apache-2.0
#include "kernels/shared/data/pinned_name.hpp"

#include "kernels/shared/data/debian_lists.hpp"

namespace pontage::data {
namespace {

constexpr std::string_view kDebian = "debian";
constexpr std::size_t kPinDigits = 12;

}  // namespace

PinnedName split_pin(std::string_view text) {
  const auto at = text.rfind('@');
  if (at == text.npos) return {std::string(text), ""};
  return {std::string(text.substr(0, at)), std::string(text.substr(at + 1))};
}

std::string with_pin(std::string_view name, std::string_view sha256) {
  return std::string(name).append("@").append(sha256.substr(0, kPinDigits));
}

Result<void> check_pin(std::string_view place, std::string_view sha256, std::string_view pin) {
  if (sha256.starts_with(pin)) return {};
  return fail(ErrorKind::refused, std::string(place) + ": its SHA-256 begins with " +
                                      std::string(sha256.substr(0, kPinDigits)) + ", not with " +
                                      std::string(pin) + "; it has changed");
}

std::string debian_place(std::string_view unpinned) {
  if (unpinned == kDebian) return kUsualAptLists;
  if (!unpinned.starts_with(kDebian) || unpinned.size() < kDebian.size() + 2 ||
      unpinned[kDebian.size()] != ':')
    return {};
  return std::string(unpinned.substr(kDebian.size() + 1));
}

std::string pinned_debian(std::string name) {
  const PinnedName split = split_pin(name);
  const std::string place = debian_place(split.name);
  if (place.empty() || !split.pin.empty()) return name;
  const auto sha256 = debian_lists_sha256(place);
  return sha256 ? with_pin(name, *sha256) : name;
}

}  // namespace pontage::data
