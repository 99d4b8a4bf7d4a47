// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/stamp_log.hpp"

#include <algorithm>

namespace pontage::cuda {
namespace {

constexpr std::size_t kMostExpected = 1 << 12;
constexpr std::size_t kMostRead = 1 << 16;
constexpr Nanoseconds kEventBlur = 1_us;  // CUDA promises events about half a microsecond

}  // namespace

StampLog::StampLog() {
  expected_.reserve(kMostExpected);
  read_.reserve(kMostRead);
}

void StampLog::forget() {
  expected_.clear();
  read_.clear();
  place_.clear();
  dropped_ = 0;
}

void StampLog::expect(const Stamps& stamps) noexcept {
  const std::uint64_t number =
      submitted_++;  // also of a dropped one: its records are nobody else's
  if (expected_.size() == kMostExpected) {
    ++dropped_;
    return;
  }
  expected_.push_back(stamps);
  expected_.back().number = number;
}

bool StampLog::note(Stamps& stamps) noexcept {
  stamps.number = submitted_++;
  if (read_.size() == kMostRead) {
    ++dropped_;
    return false;
  }
  read_.push_back(stamps);
  return true;
}

bool StampLog::expects(Event begin) const noexcept {
  return std::ranges::find(expected_, begin, &Stamps::begin) != expected_.end();
}

void StampLog::read(Runtime& runtime, const DeviceClock& clock, Fault& fault) noexcept {
  std::erase_if(expected_, [&](Stamps& s) {
    Code code = *s.seen_at != 0 ? kGood : runtime.query(s.done);
    if (code == kNotReady) return false;
    if (code == kGood) code = runtime.elapsed(clock.event(s.anchor), s.end, &s.end_ms);
    if (code == kGood) code = runtime.elapsed(clock.event(s.anchor), s.begin, &s.begin_ms);
    fault.note(code, "reading a time stamp");
    s.not_after = *s.seen_at != 0 ? *s.seen_at : end_stamp();
    if (code == kGood && read_.size() < kMostRead)
      read_.push_back(s);
    else
      ++dropped_;
    return true;
  });
}

Ticks StampLog::corrected(Ticks stamp, Ticks least, Ticks most) {
  const Ticks right = std::clamp(stamp, least, std::max(least, most));
  if (right == stamp) return right;
  ++corrections_;
  largest_ = std::max(largest_, right > stamp ? right - stamp : stamp - right);
  return right;
}

/// An operation was done when one that comes after it was, and when its engine did the next one.
void StampLog::bound_ends() {
  std::map<int, Ticks> engine_went_on;
  for (std::size_t i = read_.size(); i-- > 0;) {
    Stamps& s = read_[i];
    const auto [next, is_last] = engine_went_on.try_emplace(s.engine, s.not_after);
    s.not_after = next->second = std::min(s.not_after, next->second);
    for (const ActId act : *s.after)
      if (const auto at = place_.find({s.job, act}); at != place_.end()) {
        Ticks& most = read_[at->second].not_after;
        most = std::min(most, s.not_after);
      }
  }
}

bool StampLog::agrees(const DeviceClock& clock, const DeviceIntervals& recorded) {
  Ticks outside = 0;
  for (const Stamps& s : read_) {
    const auto at = recorded.find(s.number);
    if (at == recorded.end() || s.begin == nullptr) continue;
    const Ticks begin = clock.to_host(s.anchor, s.begin_ms),
                end = clock.to_host(s.anchor, s.end_ms);
    if (at->second.begin < begin) outside = std::max(outside, begin - at->second.begin);
    if (at->second.end > end) outside = std::max(outside, at->second.end - end);
  }
  recorded_.largest_outside = std::max(recorded_.largest_outside, outside);
  return outside <= clock.in_ticks(clock.uncertainty() + kEventBlur);
}

DeviceInterval StampLog::interval_of(const Stamps& s, const DeviceClock& clock,
                                     const DeviceIntervals& recorded) {
  if (const auto at = recorded.find(s.number); at != recorded.end()) {
    if (s.begin != nullptr) ++recorded_.used;
    return at->second;
  }
  ++recorded_.without;
  return {clock.to_host(s.anchor, s.begin_ms), clock.to_host(s.anchor, s.end_ms)};
}

void StampLog::take(const DeviceClock& clock, MarkSet& set, const DeviceIntervals& offered) {
  const bool is_good = agrees(clock, offered);
  DeviceIntervals recorded = offered;
  if (!is_good)  // what was timed without events has nothing else
    for (const Stamps& s : read_)
      if (s.begin != nullptr) recorded_.refused += recorded.erase(s.number);
  std::ranges::sort(read_, {}, &Stamps::number);
  for (std::size_t i = 0; i < read_.size(); ++i) place_[{read_[i].job, read_[i].act}] = i;
  bound_ends();
  std::map<int, Ticks> engine_is_free;
  std::vector<Ticks> ends(read_.size());
  for (std::size_t i = 0; i < read_.size(); ++i) {
    const Stamps& s = read_[i];
    Ticks& free = engine_is_free[s.engine];
    Ticks least = std::max(s.not_before, free);
    for (const ActId act : *s.after)
      if (const auto at = place_.find({s.job, act}); at != place_.end())
        least = std::max(least, ends[at->second]);
    const DeviceInterval ran = interval_of(s, clock, recorded);
    const Ticks begin = corrected(ran.begin, least, s.not_after);
    ends[i] = free = corrected(ran.end, begin, s.not_after);
    set.marks.push_back({begin, free, s.job, static_cast<std::uint16_t>(s.act), 0, s.bytes});
  }
  set.dropped += dropped_ + expected_.size();
  forget();
}

}  // namespace pontage::cuda
