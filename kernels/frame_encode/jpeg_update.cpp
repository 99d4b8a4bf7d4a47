// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/jpeg_update.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "kernels/frame_encode/encode_jpeg_shape.hpp"
#include "kernels/frame_encode/update_stream.hpp"

namespace pontage::frame_encode {
namespace {

tl::unexpected<Error> broken(std::string what) {
  return fail(ErrorKind::unreadable, "this is no update of JPEGs: " + std::move(what));
}

}  // namespace

Result<std::vector<JpegPicture>> read_jpeg_update(std::span<const std::uint8_t> update,
                                                  std::int64_t width, std::int64_t height) {
  std::vector<JpegPicture> pictures;
  if (update.empty()) return pictures;
  BytesIn in(update);
  if (in.u32() != kJpegMagic) return broken("it does not begin with PJU1");
  const std::int64_t its_width = in.u32(), its_height = in.u32();
  const std::uint32_t count = in.u32();
  if (in.failed() || its_width != width || its_height != height)
    return broken("it is of a screen of " + std::to_string(its_width) + "x" +
                  std::to_string(its_height) + ", this one has " + std::to_string(width) + "x" +
                  std::to_string(height));
  std::int64_t next = 0;  // rows of MCUs
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::int64_t first = in.u16(), rows = in.u16();
    const auto jpeg = in.bytes(in.u32());
    if (in.failed()) return broken("it ends within a picture");
    if (first < next || rows == 0 || first + rows > jpeg_mcus(height))
      return broken("a picture has rows " + std::to_string(first) + " to " +
                    std::to_string(first + rows));
    next = first + rows;
    pictures.push_back({first * kMcu, std::min(rows * kMcu, height - first * kMcu), jpeg});
  }
  if (!in.is_at_end()) return broken("bytes follow its last picture");
  return pictures;
}

}  // namespace pontage::frame_encode
