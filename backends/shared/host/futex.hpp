// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <bit>
#include <cstdint>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace pontage::host {

static_assert(std::endian::native == std::endian::little,
              "a futex is the first four bytes of a word");
static_assert(sizeof(std::atomic<std::uint32_t>) == 4 && sizeof(std::atomic<std::uint64_t>) == 8);

/// Sleeps in the operating system while the low 32 bits of `word` are those of `expected`; may
/// return early. Not std::atomic::wait, which spins for a time of its own choice before it sleeps.
template <class Unsigned>
void futex_wait(const std::atomic<Unsigned>& word, Unsigned expected) noexcept {
  syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, static_cast<std::uint32_t>(expected), nullptr,
          nullptr, 0);
}

/// Wakes up to `most` of those who sleep on `word`.
template <class Unsigned>
void futex_wake(const std::atomic<Unsigned>& word, int most) noexcept {
  syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, most, nullptr, nullptr, 0);
}

/// Tells the processor that this is a loop that waits.
inline void relax() noexcept {
#if defined(__x86_64__)
  _mm_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

}  // namespace pontage::host
