// SPDX-License-Identifier: Apache-2.0
/// Bytes moved and nothing else, what a memory can do: `copy` reads and writes half of them each by
/// memcpy, `merge` reads two thirds from two places and writes one third, by the compiler's vectors
/// (the traffic of one surface over another). `copy_past` and `merge_past` do the same with stores
/// that go past the caches. The faster one is the bound.
/// Usage: copy_bytes copy|copy_past|merge|merge_past BYTES THREADS REPETITIONS
#include <atomic>
#include <cstdint>
#include <cstring>
#ifdef __AVX2__
#include <immintrin.h>
#endif

#include "files.hpp"
#include "team.hpp"

namespace {

constexpr std::size_t kPiece = std::size_t{1} << 14;  // words: 64 KiB

void merge(const std::uint32_t* a, const std::uint32_t* b, std::uint32_t* to, std::size_t words) {
  for (std::size_t i = 0; i < words; ++i) to[i] = a[i] | b[i];
}

#ifdef __AVX2__
/// What `from(place)` has, 8 words at a time, past the caches; the last few words as ever.
template <class From>
void store_past(From from, std::uint32_t* to, std::size_t words) {
  std::size_t i = 0;
  while (i < words && reinterpret_cast<std::uintptr_t>(to + i) % 32 != 0) ++i;
  for (std::size_t head = 0; head < i; ++head) to[head] = from.word(head);
  for (; i + 8 <= words; i += 8)
    _mm256_stream_si256(reinterpret_cast<__m256i*>(to + i), from.vector(i));
  for (; i < words; ++i) to[i] = from.word(i);
  _mm_sfence();
}

__m256i eight(const std::uint32_t* from) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
}
struct One {
  const std::uint32_t* a;
  std::uint32_t word(std::size_t i) const { return a[i]; }
  __m256i vector(std::size_t i) const { return eight(a + i); }
};
struct Both {
  const std::uint32_t *a, *b;
  std::uint32_t word(std::size_t i) const { return a[i] | b[i]; }
  __m256i vector(std::size_t i) const { return _mm256_or_si256(eight(a + i), eight(b + i)); }
};
#endif

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  const std::string way = argv[1];
  const bool is_copy = way.starts_with("copy"), is_past = way.ends_with("_past");
  const std::size_t words = std::strtoull(argv[2], nullptr, 10) / 4 / (is_copy ? 2 : 3);
  const int threads = std::atoi(argv[3]);
#ifndef __AVX2__
  if (is_past) {
    std::fprintf(stderr, "%s is written for AVX2, which this processor does not have\n", argv[1]);
    return 69;
  }
#endif
  std::vector<std::uint32_t> a(words, 1), b(is_copy ? 0 : words, 2), to(words, 7);
  const auto move = [&](std::size_t at, std::size_t count) {
#ifdef __AVX2__
    if (is_past && is_copy) return store_past(One{a.data() + at}, to.data() + at, count);
    if (is_past) return store_past(Both{a.data() + at, b.data() + at}, to.data() + at, count);
#endif
    if (is_copy)
      std::memcpy(to.data() + at, a.data() + at, count * 4);
    else
      merge(a.data() + at, b.data() + at, to.data() + at, count);
  };
  Team team(threads);
  print_seconds(std::atoi(argv[4]), [&] {
    std::atomic<std::size_t> next{0};
    // One thread copies all of it at once, so that memcpy may choose how.
    const std::size_t piece = threads == 1 && is_copy ? words : kPiece;
    team.run([&](int) {
      for (std::size_t at = piece * next++; at < words; at = piece * next++)
        move(at, std::min(piece, words - at));
    });
  });
  for (const std::uint32_t word : to)
    if (word != (is_copy ? 1U : 3U)) return 1;
  return 0;
}
