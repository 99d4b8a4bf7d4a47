// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/encode_tiles.hpp"

#include <zstd.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "kernels/frame_encode/encode_tiles_variants.hpp"
#include "kernels/frame_encode/tile_contexts.hpp"
#include "kernels/frame_encode/tiles_update.hpp"
#include "libbench/check.hpp"

namespace pontage::frame_encode {
namespace {

const ShapeSchemaOf<TilesShape>& schema() {
  static const ShapeSchemaOf<TilesShape> fields(with_update_fields<TilesShape>(
      {{{"level", "count", "of zstd; below 0: faster, larger", 1, kLeastLevel, kMostLevel},
        &TilesShape::level}}));
  return fields;
}

int level_of(const TilesShape& fields) { return static_cast<int>(fields.level); }

/// Bytes of the scratch of a frame of this size, by value from kTilesMarks on.
std::array<std::int64_t, 5> scratch_bytes(std::int64_t width, std::int64_t height) {
  const std::int64_t tiles = tile_count(width, height);
  constexpr std::int64_t kNumber = sizeof(std::uint32_t);
  return {tiles, tiles * kNumber, stripe_count(tiles) * kNumber,
          stripe_count(tiles) * tile_stripe_room(), tile_lanes(width, height) * kStripeBytes};
}

/// The stream that is right, and how many pixels of the new frames and the old ones it is made of.
struct Expected {
  Encoded encoded;
  std::int64_t pixels = 0, previous_pixels = 0;
};

/// What a client that had frame `update` must see next: the new frame, where damage touches a tile.
desktop::Frame due(const Updates& updates, const TilesJob& job, std::int64_t update) {
  desktop::Frame frame = updates.frame(update);
  for (std::int64_t i = 0, count = job.list_dirty(update); i < count; ++i) {
    const TilePlace place = job.place(update, job.dirty[i]);
    Pixel* const to = frame.pixels.data() + (place.previous - updates.view().previous(update));
    for (std::int64_t y = 0; y < place.height; ++y)
      std::copy_n(place.current + y * place.stride, place.width, to + y * place.stride);
  }
  return frame;
}

/// The judge compares bytes with these: so they are decoded, and must show what is due.
void check_encoded(const Updates& updates, const TilesJob& job, const Encoded& encoded) {
  auto left = std::span(encoded.stream);
  for (std::int64_t update = 0; update < updates.updates; ++update) {
    const auto size = static_cast<std::size_t>(encoded.sizes[static_cast<std::size_t>(update)]);
    desktop::Frame screen = updates.frame(update);
    const auto done = apply_tiles_update(left.first(size), screen);
    PONTAGE_CHECK(done, "the reference's own update is refused", update, done.error().what);
    PONTAGE_CHECK(screen.pixels == due(updates, job, update).pixels,
                  "a client of the reference's update does not see the new frame", update);
    left = left.subspan(size);
  }
}

/// Tiles that damage touches: of those that are replaced, few rows of the old frame are looked at.
void count_pixels(const Updates& updates, const TilesJob& job, Expected& all) {
  TileOutline outline;
  for (std::int64_t update = 0; update < updates.updates; ++update)
    for (std::int64_t i = 0, dirty = job.list_dirty(update); i < dirty; ++i) {
      const TilePlace place = job.place(update, job.dirty[i]);
      const bool is_replaced =
          look_for_changes(kPlainSteps, place, outline) == TileChange::replaced;
      const std::int64_t rows =
          is_replaced ? (place.height + kSampleRows - 1) / kSampleRows : place.height;
      all.pixels += place.pixels();
      all.previous_pixels += rows * place.width;
    }
}

Expected expected(const Updates& updates, int level) {
  Expected all;
  const TileContexts contexts(level, 1);
  TilesJob job{updates.view(), level, &contexts, 1};
  std::vector<std::uint8_t> marks(static_cast<std::size_t>(job.tiles())), lane(kStripeBytes),
      stripes(static_cast<std::size_t>(stripe_count(job.tiles()) * tile_stripe_room()));
  std::vector<std::uint32_t> dirty(marks.size()), stripe_bytes(marks.size());
  job.marks = marks.data();
  job.dirty = dirty.data();
  job.stripe_bytes = stripe_bytes.data();
  job.stripes = stripes.data();
  job.lanes = lane.data();
  all.encoded = encoded_by(
      updates.updates, [&](StreamOut& out) { encode_by_stripes(job, kPlainSteps, nullptr, out); });
  check_encoded(updates, job, all.encoded);
  count_pixels(updates, job, all);
  return all;
}

class TilesProblem final : public UpdateProblem {
 public:
  TilesProblem(Updates updates, Shape shape, Expected expected,
               std::unique_ptr<const TileContexts> contexts)
      : UpdateProblem(std::move(updates), std::move(shape), std::move(expected.encoded)),
        contexts_(std::move(contexts)),
        pixels_(expected.pixels),
        previous_pixels_(expected.previous_pixels) {
    const auto bytes = scratch_bytes(this->updates().width, this->updates().height);
    const std::array<const char*, 5> names{"marks", "dirty", "stripe_bytes", "stripes", "lanes"};
    for (std::size_t i = 0; i < bytes.size(); ++i) add_scratch(names[i], bytes[i]);
  }

  Work work(const Variant&) const override {
    return {.steps = pixels_,
            .step_name = "pixel",
            .bytes_read = Bytes{(pixels_ + previous_pixels_) * std::int64_t{sizeof(Pixel)}},
            .bytes_written = Bytes{stream_bytes()}};
  }
  std::string remark() const override {
    return UpdateProblem::remark() + " of " +
           std::to_string(pixels_ * std::int64_t{sizeof(Pixel)}) + " in tiles; zstd " +
           ZSTD_versionString();
  }

 protected:
  std::optional<desktop::Frame> shown(const HostValues& values) const override {
    return shown_by(
        [](auto update, auto& screen) { return apply_tiles_update(update, screen).has_value(); },
        values);
  }

 private:
  std::unique_ptr<const TileContexts> contexts_;
  std::int64_t pixels_, previous_pixels_;
};

/// The contexts are open in this process; a plug-in's device may be anywhere.
std::string context_refusal(const Problem& problem) {
  return dynamic_cast<const TilesProblem*>(&problem) != nullptr
             ? ""
             : "its contexts of zstd are made in Pontage's process, not in a plug-in's device";
}

class EncodeTiles final : public Kernel {
 public:
  std::string_view name() const override { return "encode_tiles"; }
  std::string_view summary() const override {
    return "updates of a screen without loss: changed tiles, coded by zstd";
  }
  const ShapeSchema& shape_schema() const override { return schema(); }
  std::span<const Variant> variants() const override { return variants_; }
  std::span<const Suite> suites() const override { return suites_; }
  AxisValue identified(std::string_view axis, AxisValue value) const override {
    return axis == "session" ? identified_session(std::move(value)) : value;
  }

  Result<std::unique_ptr<Problem>> make_problem(const Shape& shape, Seed seed) const override {
    const auto& fields = shape.as<TilesShape>();
    const auto context = static_cast<std::int64_t>(TileContexts::bytes(level_of(fields)));
    auto updates = make_updates(fields, seed, [&](std::int64_t width, std::int64_t height) {
      const auto bytes = scratch_bytes(width, height);
      return Bytes{
          std::accumulate(bytes.begin(), bytes.end(), tile_lanes(width, height) * context)};
    });
    if (!updates) return pass_on(updates.error());
    return make_tiles_problem(std::move(*updates), shape);
  }

 private:
  std::vector<Variant> variants_{
#ifdef PONTAGE_HAS_HIGHWAY
      {"vectors", encode_tiles_vectors,
       "stripes of 16 tiles, looked at by vectors; here: " + tiles_vectors_target(),
       context_refusal},
#endif
      {"reference", encode_tiles_reference, "one stripe after the other, serial", context_refusal},
  };
  std::array<Suite, 3> suites_{{
      {"check",
       "small and awkward frames, for their answers",
       {{"session", "[scroll,typing]"},
        {"width", "[97,480]"},
        {"height", "150"},
        {"update", "[0,2]"}}},
      {"quick",
       "updates of a desktop at 1080p",
       {{"session", "[typing,scroll,video]"}, {"update", "4"}}},
      {"full",
       "what each kind of use costs at 1080p, one worker and two",
       {{"session", "[typing,scroll,log,window,list,photo,video,cursor]"},
        {"update", "[0,8]"},
        {"workers", "[1,2]"}}},
  }};
};

}  // namespace

std::unique_ptr<UpdateProblem> make_tiles_problem(Updates updates, const Shape& wanted) {
  const Shape made = made_shape<TilesShape>(wanted, updates);
  auto fields = std::make_shared<TilesShape>(made.as<TilesShape>());
  auto contexts = std::make_unique<const TileContexts>(level_of(*fields),
                                                       tile_lanes(fields->width, fields->height));
  fields->contexts = contexts.get();
  auto right = expected(updates, level_of(*fields));
  return std::make_unique<TilesProblem>(std::move(updates),
                                        Shape(std::move(fields), made.settings()), std::move(right),
                                        std::move(contexts));
}

const Kernel& encode_tiles() {
  static const EncodeTiles kernel;
  return kernel;
}

}  // namespace pontage::frame_encode
