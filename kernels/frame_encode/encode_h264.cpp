// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/encode_h264.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "kernels/frame_encode/encode_h264_variants.hpp"
#include "kernels/frame_encode/h264_frame.hpp"
#include "kernels/frame_encode/h264_tally.hpp"
#include "kernels/frame_encode/lossy_suites.hpp"
#include "libbench/check.hpp"

namespace pontage::frame_encode {
namespace {

const ShapeSchemaOf<H264Shape>& schema() {
  static const ShapeSchemaOf<H264Shape> fields(with_update_fields<H264Shape>(
      {{{"qp", "count", "quantiser, 6 more double the step", 26, h264::kLeastQp, h264::kMostQp},
        &H264Shape::qp}}));
  return fields;
}

/// Refuses a size that no level takes; 0 is not known yet.
Result<void> check_size(std::int64_t width, std::int64_t height) {
  const h264::PictureSize size = h264::picture_size(width, height);
  if (const std::string why = h264::h264_refusal(size); !why.empty())
    return fail(ErrorKind::refused, why);
  return {};
}

/// What a job comes to: the right bytes, the picture it starts from, and what it does.
struct Expected {
  Encoded encoded;
  std::vector<std::uint8_t> reference;
  std::vector<h264::Sample> last;  ///< the decoder's picture after the job
  Work work;
};

/// Leaves the decoder's picture after frame 0 alone in the room: an IDR picture of it.
void show_first(const UpdateView& view, int qp, h264::OwnRoom& room) {
  std::vector<Pixel> frames(static_cast<std::size_t>(2 * view.frame_pixels()));
  std::copy_n(view.frames, view.frame_pixels(), frames.begin() + view.frame_pixels());
  UpdateView first = view;
  first.frames = frames.data();
  first.updates = 1;
  h264::H264Job job = room.job(first, qp, true);
  std::uint64_t size = 0;
  job.sizes = &size;
  h264::encode_in_turn(job);
}

UpdateView one_of(const UpdateView& all, std::int64_t update) {
  UpdateView one = all;
  one.frames = all.previous(update);
  one.rectangles = all.damage(update).data();
  one.updates = 1;
  return one;
}

/// The updates one by one, each in room for one, whatever they come to in all.
Expected expected(const Updates& updates, int qp, bool joins) {
  Expected all;
  const UpdateView view = updates.view();
  h264::OwnRoom room(h264::picture_size(view.width, view.height));
  if (!joins) show_first(view, qp, room);
  // Not read when the client joins.
  const auto before = joins ? room.picture().first(64) : room.picture();
  all.reference.assign(before.begin(), before.end());
  h264::JobTally tally;
  const auto encode = [&](const h264::PictureJob& picture, int row, std::uint32_t* words) {
    return h264::encode_row_counted(tally.rows, picture, row, words);
  };
  std::vector<std::uint8_t> stream(room.units.size() + h264::kMostParameterSetBytes);
  std::uint32_t number = joins ? 0 : 1;
  for (std::int64_t update = 0; update < view.updates; ++update) {
    h264::H264Job job = room.job(one_of(view, update), qp, joins && update == 0);
    std::uint64_t bytes = 0;
    job.first_number = number;
    job.stream = stream.data();
    job.room = stream.size();
    job.sizes = &bytes;
    h264::encode_in_turn(job, encode);
    PONTAGE_CHECK(bytes <= stream.size());
    tally.add(job);
    all.encoded.sizes.push_back(bytes);
    all.encoded.stream.insert(all.encoded.stream.end(), stream.data(), stream.data() + bytes);
    if (bytes > 0) ++number;
  }
  if (view.updates > 1 && !joins) tally.add_copied_reference(room.size);
  all.last.assign(room.picture().begin(), room.picture().end());
  all.work = tally.work();
  return all;
}

class H264Problem final : public UpdateProblem {
 public:
  H264Problem(Updates updates, Shape shape, Expected expected)
      : UpdateProblem(std::move(updates), std::move(shape), std::move(expected.encoded)),
        work_(expected.work),
        last_(std::move(expected.last)) {
    const h264::PictureSize size =
        h264::picture_size(this->updates().width, this->updates().height);
    add_dataset("reference", std::move(expected.reference));
    add_scratch("planes", 3 * size.plane_bytes());
    add_scratch("payloads", 4 * size.rows() * h264::most_row_words(size));
    add_scratch("units", size.rows() * h264::most_row_unit(size));
    add_scratch("row_bytes", 8 * size.rows());
    add_scratch("marks", 2 * size.macroblocks());
    add_scratch("motion", h264::motion_bytes(size));
  }

  Work work(const Variant&) const override { return work_; }

 protected:
  /// The encoder's own picture; tests hold it equal to what two decoders make of the stream.
  std::string shown_as() const override { return "as the encoder restored it"; }
  std::optional<desktop::Frame> shown(const HostValues&) const override {
    return h264::frame_of(last_, h264::picture_size(updates().width, updates().height));
  }

 private:
  Work work_;
  std::vector<h264::Sample> last_;
};

class EncodeH264 final : public Kernel {
 public:
  std::string_view name() const override { return "encode_h264"; }
  std::string_view summary() const override {
    return "updates of a screen as H.264 Constrained Baseline, a slice for each row of macroblocks";
  }
  const ShapeSchema& shape_schema() const override { return schema(); }
  std::span<const Variant> variants() const override { return variants_; }
  std::span<const Suite> suites() const override { return suites_; }
  AxisValue identified(std::string_view axis, AxisValue value) const override {
    return axis == "session" ? identified_session(std::move(value)) : value;
  }

  Result<std::unique_ptr<Problem>> make_problem(const Shape& shape, Seed seed) const override {
    const auto& fields = shape.as<H264Shape>();
    if (auto takes = check_size(fields.width, fields.height); !takes) return pass_on(takes.error());
    auto updates = make_updates(fields, seed, [](std::int64_t width, std::int64_t height) {
      const h264::PictureSize size = h264::picture_size(width, height);
      return Bytes{8 * size.plane_bytes() + 2 * size.rows() * h264::most_row_unit(size)};
    });
    if (!updates) return pass_on(updates.error());
    return make_h264_problem(std::move(*updates), shape);
  }

 private:
  std::vector<Variant> variants_{
#ifdef PONTAGE_HAS_HIGHWAY
      {"vectors", encode_h264_vectors, "rows by vectors; here: " + h264::vectors_target()},
#endif
      {"rows", encode_h264_rows, "rows with plain arithmetic"},
      {"reference", encode_h264_reference, "one row after the other, serial"},
  };
  std::array<Suite, 3> suites_ = lossy_suites({{"session", "[photo,typing]"},
                                               {"width", "[97,240]"},
                                               {"height", "75"},
                                               {"update", "[0,2]"},
                                               {"updates", "[1,3]"},
                                               {"qp", "[12,30]"}});
};

}  // namespace

Result<std::unique_ptr<UpdateProblem>> make_h264_problem(Updates updates, const Shape& wanted) {
  if (auto takes = check_size(updates.width, updates.height); !takes) return pass_on(takes.error());
  Shape shape = made_shape<H264Shape>(wanted, updates);
  auto right = expected(updates, static_cast<int>(shape.as<H264Shape>().qp),
                        shape.as<H264Shape>().update == 0);
  return std::make_unique<H264Problem>(std::move(updates), std::move(shape), std::move(right));
}

const Kernel& encode_h264() {
  static const EncodeH264 kernel;
  return kernel;
}

}  // namespace pontage::frame_encode
