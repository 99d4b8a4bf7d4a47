// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>

#include "libbench/dialect.hpp"

namespace pontage {

/// The most contexts that one software barrel holds.
inline constexpr int kMostContexts = 64;

/// The native form of fine-grained hardware threads: one worker keeps several items in flight and
/// takes one step of each in turn. A step ends where the item's next load is known and prefetched,
/// so that by its next turn the line has come (Chen, Ailamaki, Gibbons and Mowry 2007, group
/// prefetching; Kocberber, Falsafi and Grot 2015, asynchronous memory-access chaining).
///
/// `start(context, item)` puts an item of [begin, end) into a context; `step(context)` goes on with
/// it and is false when it is done. A context that is done takes the next item at once.
template <class Context, class Start, class Step>
void run_software_barrel(int contexts, Index begin, Index end, Start&& start, Step&& step) {
  std::array<Context, kMostContexts> in_flight;
  std::size_t live = 0;
  for (; live < static_cast<std::size_t>(contexts) && begin < end; ++live, ++begin)
    start(in_flight[live], begin);
  while (live > 0)
    for (std::size_t turn = 0; turn < live; ++turn) {
      if (step(in_flight[turn])) continue;
      if (begin < end)
        start(in_flight[turn], begin++);
      else
        in_flight[turn--] = in_flight[--live];
    }
}

}  // namespace pontage
