// SPDX-License-Identifier: Apache-2.0
#include "libbench/track.hpp"

#include "libbench/region_track.hpp"

namespace pontage {

void MarkSet::take(Track& track) {
  marks.insert(marks.end(), track.marks().begin(), track.marks().end());
  dropped += track.dropped();
  track.clear();
}

RegionTrack::RegionTrack(int workers, std::size_t most_regions) : spans_(most_regions) {
  for (int w = 0; w < workers; ++w) rows_.emplace_back(most_regions);
}

void RegionTrack::drain(MarkSet& set) {
  const auto take = [&](Track& track, std::int32_t worker) {
    for (const Mark& m : track.marks())
      set.regions.push_back({m.begin, m.end, m.job, m.act, m.step, worker});
    set.dropped += track.dropped();
    track.clear();
  };
  take(spans_, kWholeRegion);
  for (std::size_t w = 0; w < rows_.size(); ++w) take(rows_[w], static_cast<std::int32_t>(w));
}

}  // namespace pontage
