// SPDX-License-Identifier: Apache-2.0
/// Bytes moved and nothing else, what a memory can do: `copy` reads and writes half of them each by
/// memcpy, `merge` reads two thirds from two places and writes one third, by the compiler's vectors
/// (the traffic of one surface over another). Usage: copy_bytes copy|merge BYTES THREADS
/// REPETITIONS
#include <atomic>
#include <cstdint>
#include <cstring>
#include <thread>

#include "files.hpp"

namespace {

constexpr std::size_t kPiece = std::size_t{1} << 14;  // words: 64 KiB

void merge(const std::uint32_t* a, const std::uint32_t* b, std::uint32_t* to, std::size_t words) {
  for (std::size_t i = 0; i < words; ++i) to[i] = a[i] | b[i];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  const bool is_copy = std::string(argv[1]) == "copy";
  const std::size_t words = std::strtoull(argv[2], nullptr, 10) / 4 / (is_copy ? 2 : 3);
  const int threads = std::atoi(argv[3]);
  std::vector<std::uint32_t> a(words, 1), b(is_copy ? 0 : words, 2), to(words, 7);
  print_seconds(std::atoi(argv[4]), [&] {
    std::atomic<std::size_t> next{0};
    // One thread copies all of it at once, so that memcpy may choose how.
    const std::size_t piece = threads == 1 && is_copy ? words : kPiece;
    const auto work = [&] {
      for (std::size_t at = piece * next++; at < words; at = piece * next++) {
        const std::size_t count = std::min(piece, words - at);
        if (is_copy)
          std::memcpy(to.data() + at, a.data() + at, count * 4);
        else
          merge(a.data() + at, b.data() + at, to.data() + at, count);
      }
    };
    std::vector<std::thread> others;
    for (int thread = 1; thread < threads; ++thread) others.emplace_back(work);
    work();
    for (std::thread& other : others) other.join();
  });
  return to[words / 2] == 7 ? 1 : 0;
}
