// SPDX-License-Identifier: Apache-2.0
#include "kernels/shared/desktop/trace_reader.hpp"

#include <zstd.h>

#include <algorithm>
#include <fstream>
#include <span>
#include <utility>
#include <vector>

#include "kernels/shared/desktop/trace_format.hpp"
#include "libbench/available_memory.hpp"

namespace pontage::desktop {
namespace {

class Trace : public FrameSource {
 public:
  Trace(std::unique_ptr<std::istream> from, std::string name)
      : from_(std::move(from)), name_(std::move(name)) {}

  /// The head and the first picture.
  Result<void> begin(Bytes most);

  const Frame& frame() const override { return frame_; }
  Result<bool> advance() override;
  std::span<const Rectangle> damage() const override { return damage_; }
  std::string_view state() const override { return state_; }
  std::int64_t time_us() const override { return time_us_; }

 private:
  bool read(void* to, std::size_t bytes) {
    from_->read(static_cast<char*>(to), static_cast<std::streamsize>(bytes));
    return static_cast<std::size_t>(from_->gcount()) == bytes;
  }
  tl::unexpected<Error> spoilt(const std::string& what) const {
    return fail(ErrorKind::unreadable, name_ + ": " + what + "; record it again");
  }
  Result<void> unpack(const RecordHead&);
  Result<void> parse(Frame& onto);
  std::uint64_t side(std::int32_t of) const { return static_cast<std::uint64_t>(of); }

  std::unique_ptr<std::istream> from_;
  std::string name_;
  Frame frame_;
  std::vector<Rectangle> damage_;
  std::string state_;
  std::int64_t time_us_ = 0, update_ = 0;
  bool is_over_ = false;
  std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx*)> context_{ZSTD_createDCtx(),
                                                                   ZSTD_freeDCtx};
  std::vector<char> packed_, raw_;
};

/// Takes values from the front of some bytes.
class Taker {
 public:
  explicit Taker(std::span<const char> bytes) : left_(bytes) {}
  template <class T>
  bool take(T* to, std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    if (left_.size() < bytes) return false;
    if (bytes > 0) std::memcpy(to, left_.data(), bytes);
    left_ = left_.subspan(bytes);
    return true;
  }
  std::size_t left() const { return left_.size(); }

 private:
  std::span<const char> left_;
};

Result<void> Trace::begin(Bytes most) {
  std::string magic(kTraceMagic.size(), '\0');
  std::uint32_t version = 0;
  TraceSize size;
  if (!read(magic.data(), magic.size()) || magic != kTraceMagic)
    return fail(ErrorKind::unreadable,
                name_ + ": this is not a recorded trace; `pontage record` makes one");
  if (!read(&version, sizeof version)) return spoilt("it is cut off");
  if (version > kTraceVersion)
    return fail(ErrorKind::unreadable, name_ + ": it is of format " + std::to_string(version) +
                                           ", which is newer than this build reads (" +
                                           std::to_string(kTraceVersion) +
                                           "); use a newer pontage");
  if (!read(&size, sizeof size)) return spoilt("it is cut off");
  if (version == 0 || std::min(size.width, size.height) < 1 ||
      std::max(size.width, size.height) > static_cast<std::uint32_t>(kLongestSide))
    return spoilt("its head is damaged");
  // The picture, an update's raw bytes and its packed ones.
  const std::uint64_t need =
      4ULL * size.width * size.height + 2 * most_raw_bytes(size.width, size.height);
  if (need > static_cast<std::uint64_t>(most.count()))
    return fail(ErrorKind::refused, name_ + ": its pictures of " + std::to_string(size.width) +
                                        " x " + std::to_string(size.height) +
                                        " need more memory than there is; record a smaller one");
  // No picture is made before its bytes are there: a small file never takes much memory.
  frame_.width = static_cast<std::int32_t>(size.width);
  frame_.height = static_cast<std::int32_t>(size.height);
  auto first = advance();
  if (!first) return pass_on(first.error());
  if (!*first) return spoilt("it has no picture");
  return {};
}

Result<void> Trace::unpack(const RecordHead& head) {
  const std::uint64_t most = most_raw_bytes(side(frame_.width), side(frame_.height));
  if (head.raw_bytes > most || head.packed_bytes > ZSTD_compressBound(head.raw_bytes))
    return spoilt("update " + std::to_string(update_) + " is damaged");
  // Grown as bytes come, so that a short file that promises much takes little.
  packed_.clear();
  while (packed_.size() < head.packed_bytes) {
    const std::size_t at = packed_.size(),
                      more = std::min<std::size_t>(head.packed_bytes - at, 1 << 20);
    packed_.resize(at + more);
    if (!read(packed_.data() + at, more))
      return spoilt("it is cut off in update " + std::to_string(update_));
  }
  if (ZSTD_getFrameContentSize(packed_.data(), packed_.size()) != head.raw_bytes)
    return spoilt("update " + std::to_string(update_) + " is damaged");
  raw_.resize(head.raw_bytes);
  if (frame_.pixels.empty()) frame_ = make_frame(frame_.width, frame_.height);
  ZSTD_DCtx_reset(context_.get(), ZSTD_reset_session_only);
  ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, 31);
  ZSTD_DCtx_refPrefix(context_.get(), frame_.pixels.data(), frame_.pixels.size() * 4);
  const std::size_t size =
      ZSTD_decompressDCtx(context_.get(), raw_.data(), raw_.size(), packed_.data(), packed_.size());
  if (ZSTD_isError(size) != 0 || size != raw_.size())
    return spoilt("update " + std::to_string(update_) + " is damaged");
  return {};
}

Result<void> Trace::parse(Frame& onto) {
  const std::string here = "update " + std::to_string(update_);
  Taker taker(raw_);
  UpdateHead head;
  if (!taker.take(&head, 1) || head.rectangles > kMostRectangles ||
      head.state_bytes > kLongestState)
    return spoilt(here + " is damaged");
  state_.resize(head.state_bytes);
  damage_.resize(head.rectangles);
  if (!taker.take(state_.data(), state_.size()) || !taker.take(damage_.data(), damage_.size()) ||
      !is_state(state_) || head.time_us < time_us_)
    return spoilt(here + " is damaged");
  time_us_ = head.time_us;
  std::uint64_t pixels = 0;
  for (const Rectangle& part : damage_) {
    const bool is_within = part.x >= 0 && part.y >= 0 && part.width > 0 && part.height > 0 &&
                           part.x < onto.width && part.y < onto.height &&
                           part.width <= onto.width - part.x && part.height <= onto.height - part.y;
    if (!is_within) return spoilt(here + " changes what is not in the picture");
    pixels += static_cast<std::uint64_t>(part.area());
  }
  const bool is_first = update_ == 0;
  if (taker.left() != 4 * pixels ||
      (is_first && (damage_.size() != 1 || damage_[0] != onto.bounds())))
    return spoilt(here + " is damaged");
  for (const Rectangle& part : damage_)
    for (std::int32_t y = part.y; y < part.bottom(); ++y) {
      std::uint32_t* row = onto.row(y).data() + part.x;
      taker.take(row, static_cast<std::size_t>(part.width));
      if (!std::all_of(row, row + part.width,
                       [](std::uint32_t pixel) { return pixel >> 24U == 255; }))
        return spoilt(here + " has pixels that are not opaque");
    }
  return {};
}

Result<bool> Trace::advance() {
  if (is_over_) return false;
  RecordHead head;
  if (!read(&head, sizeof head))
    return spoilt("it is cut off after update " + std::to_string(update_));
  if (head.kind != kUpdateRecord && head.kind != kEndRecord)
    return spoilt("what follows update " + std::to_string(update_) + " is damaged");
  if (auto unpacked = unpack(head); !unpacked) return pass_on(unpacked.error());
  if (head.kind == kEndRecord) {
    if (!raw_.empty() || from_->peek() != std::istream::traits_type::eof())
      return spoilt("something follows its end");
    is_over_ = true;
    damage_.clear();
    return false;
  }
  if (auto parsed = parse(frame_); !parsed) return pass_on(parsed.error());
  ++update_;
  return true;
}

}  // namespace

Result<std::unique_ptr<FrameSource>> read_trace(std::unique_ptr<std::istream> from,
                                                std::string name, Bytes most) {
  auto trace = std::make_unique<Trace>(std::move(from), std::move(name));
  if (auto begun = trace->begin(most); !begun) return pass_on(begun.error());
  return trace;
}

Result<std::unique_ptr<FrameSource>> open_trace(const std::string& path) {
  auto file = std::make_unique<std::ifstream>(path, std::ios::binary);
  if (!*file || file->peek() == std::ifstream::traits_type::eof())
    return fail(ErrorKind::unavailable, path + ": cannot be opened, or is empty");
  return read_trace(std::move(file), path, available_memory());
}

}  // namespace pontage::desktop
