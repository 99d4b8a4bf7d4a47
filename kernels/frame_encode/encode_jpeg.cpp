// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/encode_jpeg.hpp"

#include <array>
#include <utility>

#include "kernels/frame_encode/encode_jpeg_variants.hpp"
#include "kernels/frame_encode/jpeg_client.hpp"
#include "kernels/frame_encode/lossy_suites.hpp"
#include "libbench/probe.hpp"

namespace pontage::frame_encode {
namespace {

const ShapeSchemaOf<JpegShape>& schema() {
  static const ShapeSchemaOf<JpegShape> fields(with_update_fields<JpegShape>(
      {{{"quality", "count", "1 to 100, as libjpeg scales its tables", 80, 1, 100},
        &JpegShape::quality}}));
  return fields;
}

/// Stands in every record: which instruction set the variants here were compiled to or chose.
std::string instruction_sets() {
#ifdef PONTAGE_HAS_HIGHWAY
  return "vectors runs as " + jpeg_vectors_target();
#else
  return "built without vectors";
#endif
}

/// The stream that is right, and what making it took.
struct Expected {
  Encoded encoded;
  std::int64_t pixels = 0, dependent_loads = 0;
};

/// Room for a job that has no Args.
struct OwnRoom {
  explicit OwnRoom(const UpdateView& updates)
      : marks(static_cast<std::size_t>(jpeg_mcus(updates.height))),
        dirty(marks.size()),
        row_bytes(marks.size()),
        rows(marks.size() * static_cast<std::size_t>(jpeg_row_room(updates.width))) {}
  JpegJob job(const UpdateView& updates, int quality) {
    return {updates, quality, marks.data(), dirty.data(), row_bytes.data(), rows.data()};
  }
  std::vector<std::uint8_t> marks;
  std::vector<std::uint32_t> dirty, row_bytes;
  std::vector<std::uint8_t> rows;
};

Expected expected(const Updates& updates, int quality) {
  Expected all;
  OwnRoom room(updates.view());
  const JpegJob job = room.job(updates.view(), quality);
  all.encoded = encoded_by(updates.updates, [&](StreamOut& out) {
    encode_by_rows(job, encode_row_plain, nullptr, out);
  });
  CountProbe probe;
  const QuantTables quant = quant_tables(quality);
  for (std::int64_t update = 0; update < updates.updates; ++update)
    for (std::int64_t i = 0, dirty = job.list_dirty(update); i < dirty; ++i) {
      const JpegRow row = job.row(update, job.dirty[i]);
      encode_row_over(probe, row, quant, job.row_at(job.dirty[i]));
      all.pixels += row.width * row.height;
    }
  all.dependent_loads = probe.dependent_loads;
  return all;
}

class JpegProblem final : public UpdateProblem {
 public:
  JpegProblem(Updates updates, Shape shape, Expected expected)
      : UpdateProblem(std::move(updates), std::move(shape), std::move(expected.encoded)),
        pixels_(expected.pixels),
        dependent_loads_(expected.dependent_loads) {
    const std::int64_t rows = jpeg_mcus(this->updates().height);
    add_scratch("marks", rows);
    add_scratch("dirty", rows * std::int64_t{sizeof(std::uint32_t)});
    add_scratch("row_bytes", rows * std::int64_t{sizeof(std::uint32_t)});
    add_scratch("rows", rows * jpeg_row_room(this->updates().width));
  }

  Work work(const Variant&) const override {
    return {.steps = pixels_,
            .step_name = "pixel",
            .dependent_loads = dependent_loads_,
            .bytes_read = Bytes{pixels_ * std::int64_t{sizeof(Pixel)}},
            .bytes_written = Bytes{stream_bytes()}};
  }
  std::string remark() const override {
    return UpdateProblem::remark() + "; " + instruction_sets();
  }

 protected:
#ifdef PONTAGE_HAS_LIBJPEG
  std::optional<desktop::Frame> shown(const HostValues& values) const override {
    return shown_by(
        [](auto update, auto& screen) { return apply_jpeg_update(update, screen).has_value(); },
        values);
  }
#endif

 private:
  std::int64_t pixels_, dependent_loads_;
};

class EncodeJpeg final : public Kernel {
 public:
  std::string_view name() const override { return "encode_jpeg"; }
  std::string_view summary() const override {
    return "updates of a screen as baseline JPEG, a restart interval for each row of MCUs";
  }
  const ShapeSchema& shape_schema() const override { return schema(); }
  std::span<const Variant> variants() const override { return variants_; }
  std::span<const Suite> suites() const override { return suites_; }
  AxisValue identified(std::string_view axis, AxisValue value) const override {
    return axis == "session" ? identified_session(std::move(value)) : value;
  }

  Result<std::unique_ptr<Problem>> make_problem(const Shape& shape, Seed seed) const override {
    const auto& fields = shape.as<JpegShape>();
    auto updates = make_updates(fields, seed, [](std::int64_t width, std::int64_t height) {
      return Bytes{2 * jpeg_mcus(height) * jpeg_row_room(width)};
    });
    if (!updates) return pass_on(updates.error());
    return make_jpeg_problem(std::move(*updates), shape);
  }

 private:
  std::vector<Variant> variants_{
#ifdef PONTAGE_HAS_HIGHWAY
      {"vectors", encode_jpeg_vectors,
       "rows by vectors, nothing transformed where a square of 16 pixels has one colour; here: " +
           jpeg_vectors_target()},
#endif
      // Before the library's, so that every build prices the same variant.
      {"reference", encode_jpeg_reference, "one MCU after the other, serial"},
#ifdef PONTAGE_HAS_LIBJPEG
      {"libjpeg_turbo", encode_jpeg_libjpeg_turbo, "the library, serial; it allocates as it goes"},
#endif
  };
  std::array<Suite, 3> suites_ = lossy_suites({{"session", "[photo,typing]"},
                                               {"width", "[97,240]"},
                                               {"height", "75"},
                                               {"update", "[0,2]"},
                                               {"quality", "[30,90]"}});
};

}  // namespace

std::unique_ptr<UpdateProblem> make_jpeg_problem(Updates updates, const Shape& wanted) {
  Shape shape = made_shape<JpegShape>(wanted, updates);
  auto right = expected(updates, static_cast<int>(shape.as<JpegShape>().quality));
  return std::make_unique<JpegProblem>(std::move(updates), std::move(shape), std::move(right));
}

const Kernel& encode_jpeg() {
  static const EncodeJpeg kernel;
  return kernel;
}

}  // namespace pontage::frame_encode
