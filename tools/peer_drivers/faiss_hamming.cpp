// SPDX-License-Identifier: Apache-2.0
/// faiss's IndexBinaryFlat on the problem that `pontage problem similarity_scan` wrote, on as many
/// threads as the process has processors. Its distances of the first query are compared with a
/// plain scan's. Usage: faiss_hamming FOLDER REPETITIONS
#include <faiss/IndexBinaryFlat.h>
#include <omp.h>
#include <sched.h>

#include <algorithm>
#include <bit>
#include <cstdint>

#include "files.hpp"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const std::string folder = argv[1];
  const long k = shape_number(folder, "k"), words = (shape_number(folder, "bits") + 63) / 64;
  const auto database = read_values<std::uint64_t>(folder, "database");
  const auto queries = read_values<std::uint64_t>(folder, "queries");
  const auto rows = static_cast<long>(database.size()) / words,
             asked = static_cast<long>(queries.size()) / words;
  cpu_set_t processors;
  sched_getaffinity(0, sizeof processors, &processors);
  omp_set_num_threads(CPU_COUNT(&processors));

  faiss::IndexBinaryFlat index(words * 64);  // the bits behind the last are zero in all
  index.add(rows, reinterpret_cast<const std::uint8_t*>(database.data()));
  std::vector<std::int32_t> distances(static_cast<std::size_t>(asked * k));
  std::vector<faiss::IndexBinary::idx_t> ids(distances.size());
  print_seconds(std::atoi(argv[2]), [&] {
    index.search(asked, reinterpret_cast<const std::uint8_t*>(queries.data()), k, distances.data(),
                 ids.data());
  });

  std::vector<std::int32_t> plain(static_cast<std::size_t>(rows));
  for (long row = 0; row < rows; ++row)
    for (long word = 0; word < words; ++word)
      plain[static_cast<std::size_t>(row)] +=
          std::popcount(database[static_cast<std::size_t>(row * words + word)] ^
                        queries[static_cast<std::size_t>(word)]);
  std::ranges::sort(plain);
  if (!std::equal(distances.begin(), distances.begin() + std::min(k, rows), plain.begin())) {
    std::fprintf(stderr, "faiss's distances of the first query are not those of a plain scan\n");
    return 5;
  }
  return 0;
}
