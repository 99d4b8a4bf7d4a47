// SPDX-License-Identifier: Apache-2.0
#include "kernels/shared/desktop/trace_writer.hpp"

#include <zstd.h>

#include <algorithm>
#include <utility>

#include "kernels/shared/desktop/trace_format.hpp"
#include "libbench/check.hpp"

namespace pontage::desktop {
namespace {

template <class T>
void append(std::vector<char>& to, const T* from, std::size_t count) {
  const auto* bytes = reinterpret_cast<const char*>(from);
  to.insert(to.end(), bytes, bytes + count * sizeof(T));
}

}  // namespace

struct TraceWriter::Packer {
  std::ostream& to;
  std::string name;
  int level;
  Frame before;
  std::int64_t last_us = 0, written = 0;
  std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx*)> context{ZSTD_createCCtx(), ZSTD_freeCCtx};
  std::vector<char> raw{}, packed{};

  Result<void> write(const void* from, std::size_t bytes) {
    to.write(static_cast<const char*>(from), static_cast<std::streamsize>(bytes));
    written += static_cast<std::int64_t>(bytes);
    if (to) return {};
    return fail(ErrorKind::cannot_write, name + ": cannot be written; is the disk full?");
  }

  /// What is in `raw`, with the picture before as its prefix.
  Result<void> write_record(std::uint32_t kind) {
    packed.resize(ZSTD_compressBound(raw.size()));
    const std::size_t picture = before.pixels.size() * sizeof(before.pixels[0]);
    ZSTD_CCtx* packer = context.get();
    ZSTD_CCtx_reset(packer, ZSTD_reset_session_and_parameters);
    ZSTD_CCtx_setParameter(packer, ZSTD_c_compressionLevel, level);
    ZSTD_CCtx_setParameter(packer, ZSTD_c_checksumFlag, 1);
    ZSTD_CCtx_setParameter(packer, ZSTD_c_windowLog,
                           std::min(window_log(picture + raw.size()), 31));
    ZSTD_CCtx_refPrefix(packer, before.pixels.data(), picture);
    const std::size_t size =
        ZSTD_compress2(packer, packed.data(), packed.size(), raw.data(), raw.size());
    if (ZSTD_isError(size) != 0)
      return fail(ErrorKind::internal, name + ": zstd: " + ZSTD_getErrorName(size));
    const RecordHead head{kind, static_cast<std::uint32_t>(size),
                          static_cast<std::uint32_t>(raw.size())};
    if (auto done = write(&head, sizeof head); !done) return done;
    return write(packed.data(), size);
  }

  Result<void> write_update(const Frame& frame, std::span<const Rectangle> damage,
                            std::string_view state, std::int64_t time_us) {
    const UpdateHead head{time_us, static_cast<std::uint32_t>(damage.size()),
                          static_cast<std::uint32_t>(state.size())};
    raw.clear();
    append(raw, &head, 1);
    append(raw, state.data(), state.size());
    append(raw, damage.data(), damage.size());
    for (const Rectangle& part : damage)
      for (std::int32_t y = part.y; y < part.bottom(); ++y)
        append(raw, frame.row(y).data() + part.x, static_cast<std::size_t>(part.width));
    return write_record(kUpdateRecord);
  }
};

TraceWriter::TraceWriter(std::unique_ptr<Packer> packer) : packer_(std::move(packer)) {}
TraceWriter::TraceWriter(TraceWriter&&) noexcept = default;
TraceWriter& TraceWriter::operator=(TraceWriter&&) noexcept = default;
TraceWriter::~TraceWriter() = default;
std::int64_t TraceWriter::bytes() const { return packer_->written; }

Result<TraceWriter> TraceWriter::begin(std::ostream& to, std::string name, const Frame& first,
                                       std::string_view state, int level) {
  for (const std::int32_t side : {first.width, first.height})
    if (side < 1 || side > kLongestSide)
      return fail(ErrorKind::refused, name + ": a trace's pictures have 1 to " +
                                          std::to_string(kLongestSide) + " pixels a side");
  auto packer = std::make_unique<Packer>(
      Packer{to, std::move(name), level, make_frame(first.width, first.height)});
  const TraceSize size{static_cast<std::uint32_t>(first.width),
                       static_cast<std::uint32_t>(first.height)};
  if (auto done = packer->write(kTraceMagic.data(), kTraceMagic.size()); !done)
    return pass_on(done.error());
  if (auto done = packer->write(&kTraceVersion, sizeof kTraceVersion); !done)
    return pass_on(done.error());
  if (auto done = packer->write(&size, sizeof size); !done) return pass_on(done.error());
  TraceWriter writer(std::move(packer));
  const Rectangle all = first.bounds();
  if (auto done = writer.add(first, {&all, 1}, state, 0); !done) return pass_on(done.error());
  return writer;
}

Result<void> TraceWriter::add(const Frame& frame, std::span<const Rectangle> damage,
                              std::string_view state, std::int64_t time_us) {
  Packer& to = *packer_;
  PONTAGE_CHECK(frame.width == to.before.width && frame.height == to.before.height, frame.width);
  PONTAGE_CHECK(is_state(state) && time_us >= to.last_us, state, time_us);
  Rectangle around;
  std::uint64_t pixels = 0;
  for (const Rectangle& part : damage) {
    PONTAGE_CHECK(!part.is_empty() && contains(frame.bounds(), part), part.x, part.y);
    around = hull(around, part);
    pixels += static_cast<std::uint64_t>(part.area());
  }
  if (damage.size() > kMostRectangles ||
      pixels > most_damaged(static_cast<std::uint64_t>(frame.width),
                            static_cast<std::uint64_t>(frame.height)))
    damage = {&around, 1};
  if (auto done = to.write_update(frame, damage, state, time_us); !done) return done;
  for (const Rectangle& part : damage)
    for (std::int32_t y = part.y; y < part.bottom(); ++y)
      std::copy_n(frame.row(y).data() + part.x, part.width, to.before.row(y).data() + part.x);
  to.last_us = time_us;
  return {};
}

Result<void> TraceWriter::end() {
  packer_->raw.clear();
  if (auto done = packer_->write_record(kEndRecord); !done) return done;
  packer_->to.flush();
  return packer_->write(nullptr, 0);
}

std::int64_t packed_size(std::span<const std::uint32_t> pixels) {
  std::vector<char> packed(ZSTD_compressBound(pixels.size_bytes()));
  const std::size_t size =
      ZSTD_compress(packed.data(), packed.size(), pixels.data(), pixels.size_bytes(), 1);
  PONTAGE_CHECK(ZSTD_isError(size) == 0, ZSTD_getErrorName(size));
  return static_cast<std::int64_t>(size);
}

}  // namespace pontage::desktop
