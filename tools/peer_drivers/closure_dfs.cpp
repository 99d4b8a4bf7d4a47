// SPDX-License-Identifier: Apache-2.0
/// A plain closure, depth first from every node, of the facts that `pontage problem saturate`
/// wrote. Usage: closure_dfs FOLDER REPETITIONS
#include <cstdint>

#include "files.hpp"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const auto offsets = read_values<std::uint32_t>(argv[1], "offsets");
  const auto targets = read_values<std::uint32_t>(argv[1], "targets");
  const std::uint32_t nodes = static_cast<std::uint32_t>(offsets.size() - 1);
  std::vector<std::uint32_t> seen(nodes, nodes), stack;
  std::size_t pairs = 0;
  print_seconds(std::atoi(argv[2]), [&] {
    pairs = 0;
    seen.assign(nodes, nodes);
    for (std::uint32_t from = 0; from < nodes; ++from) {
      stack.assign(1, from);
      while (!stack.empty()) {
        const std::uint32_t at = stack.back();
        stack.pop_back();
        for (std::uint32_t i = offsets[at]; i < offsets[at + 1]; ++i) {
          if (seen[targets[i]] == from) continue;
          seen[targets[i]] = from;
          ++pairs;
          stack.push_back(targets[i]);
        }
      }
    }
  });
  std::fprintf(stderr, "%zu pairs\n", pairs);
  return 0;
}
