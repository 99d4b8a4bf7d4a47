// SPDX-License-Identifier: Apache-2.0
#include "kernels.hpp"

#include <pontage/kernel_shapes.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace {

template <class T>
T* value(const pontage_command& command, int slot, int index) {
  return static_cast<T*>(command.pointers[slot][index]);
}

/// One search: every reached vertex gets a parent, the root itself; `frontier` is a queue that
/// holds every reached vertex in order of depth.
void search(const std::uint64_t* offsets, const std::uint32_t* targets, std::size_t vertices,
            std::uint32_t root, std::int32_t* parents, std::uint32_t* frontier) {
  std::fill_n(parents, vertices, -1);
  parents[root] = static_cast<std::int32_t>(root);
  frontier[0] = root;
  std::size_t reached = 1;
  for (std::size_t at = 0; at < reached; ++at) {
    const std::uint32_t from = frontier[at];
    for (std::uint64_t edge = offsets[from]; edge < offsets[from + std::size_t{1}]; ++edge) {
      const std::uint32_t to = targets[edge];
      if (parents[to] >= 0) continue;
      parents[to] = static_cast<std::int32_t>(from);
      frontier[reached++] = to;
    }
  }
}

}  // namespace

void chase_on_board(const pontage_command& command, int slot) {
  const auto& shape = *static_cast<const pontage_chase_shape*>(command.shape);
  const auto* cycle = value<const unsigned char>(command, slot, 0);
  const auto* starts = value<const std::uint64_t>(command, slot, 1);
  auto* ends = value<std::uint64_t>(command, slot, 2);
  for (std::int64_t chain = 0; chain < shape.chains * shape.banks; ++chain) {
    std::uint64_t at = starts[chain];
    for (std::int64_t hop = 0; hop < shape.hops; ++hop) std::memcpy(&at, cycle + at, sizeof at);
    ends[chain] = at;
  }
}

void bfs_on_board(const pontage_command& command, int slot) {
  const std::size_t vertices = command.sizes[0] / sizeof(std::uint64_t) - 1;
  const std::size_t roots = command.sizes[2] / sizeof(std::uint32_t);
  for (std::size_t i = 0; i < roots; ++i)
    search(value<const std::uint64_t>(command, slot, 0),
           value<const std::uint32_t>(command, slot, 1), vertices,
           value<const std::uint32_t>(command, slot, 2)[i],
           value<std::int32_t>(command, slot, 3) + i * vertices,
           value<std::uint32_t>(command, slot, 4));
}
