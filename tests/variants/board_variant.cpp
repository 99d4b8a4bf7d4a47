// SPDX-License-Identifier: Apache-2.0
/// A library loaded at run time that brings a variant of `chase` in a dialect of its own, "board".
#include "tests/variants/board.hpp"

namespace {

void chase_on_board(const pontage::Args& args) {
  const auto* cycle = args.value<const std::byte>(0);
  const auto* starts = args.value<const std::uint64_t>(1);
  auto* ends = args.value<std::uint64_t>(2);
  const auto chains = static_cast<std::size_t>(args.size[1].count()) / sizeof(std::uint64_t);
  // Of the shape, a vendor knows the documented struct: bytes, chains, banks, hops, 64 bits each.
  const std::int64_t hops = static_cast<const std::int64_t*>(args.shape)[3];
  for (std::size_t c = 0; c < chains; ++c) {
    std::uint64_t at = starts[c];
    for (std::int64_t hop = 0; hop < hops; ++hop)
      at = *reinterpret_cast<const std::uint64_t*>(cycle + at);
    ends[c] = at;
  }
}

constexpr pontage::test::BoardEntry kEntry{chase_on_board};

}  // namespace

extern "C" bool pontage_board_register(pontage::Registry& registry) {
  return registry
      .add_variant("chase",
                   {"board_walk", pontage::ForeignEntry{"board", &kEntry}, "from a library"})
      .has_value();
}
