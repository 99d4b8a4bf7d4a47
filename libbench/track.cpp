// SPDX-License-Identifier: Apache-2.0
#include "libbench/track.hpp"

#include "libbench/region_track.hpp"

namespace pontage {

void MarkSet::take(Track& track) {
  marks.insert(marks.end(), track.marks().begin(), track.marks().end());
  dropped += track.dropped();
  track.clear();
}

RegionTrack::RegionTrack(int workers, std::size_t most_regions) {
  for (int w = 0; w < workers; ++w) rows_.emplace_back(most_regions);
}

void RegionTrack::drain(MarkSet& set) {
  for (Track& row : rows_) {
    for (const Mark& m : row.marks())
      set.regions.push_back({m.begin, m.end, m.job, m.act, m.step, static_cast<std::int32_t>(m.bytes)});
    set.dropped += row.dropped();
    row.clear();
  }
}

}  // namespace pontage
