// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_stages/colour_convert.hpp"

#include <array>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "kernels/frame_stages/block_runs.hpp"
#include "kernels/frame_stages/colour_convert_cuda.hpp"
#include "kernels/frame_stages/colour_convert_variants.hpp"
#include "kernels/frame_stages/damage_frames.hpp"
#include "kernels/frame_stages/row_check.hpp"
#include "kernels/frame_stages/stage_fields.hpp"
#include "kernels/frame_stages/stage_problem.hpp"
#include "libbench/available_memory.hpp"

namespace pontage::frame_stages {
namespace {

const ShapeSchemaOf<ColourConvertShape>& schema() {
  static const ShapeSchemaOf<ColourConvertShape> fields(with_stage_fields<ColourConvertShape>({
      {{"matrix",
        "",
        "bt601: full range, as JPEG has it; bt709: limited range, for H.264",
        "bt601",
        0,
        0,
        {"bt601", "bt709"}},
       &ColourConvertShape::matrix},
      {{"picture", "", "what the frame is like", "smooth", 0, 0, {"smooth", "noise", "equal"}},
       &ColourConvertShape::picture},
      {{"output",
        "",
        "device: the planes stay there; host: the damaged ones cross; whole: all, the worst case",
        "device",
        0,
        0,
        {"device", "host", "whole"}},
       &ColourConvertShape::output},
  }));
  return fields;
}

std::vector<std::uint32_t> picture_of(const ColourConvertShape& shape, Seed seed) {
  std::vector<std::uint32_t> picture = make_picture(shape.width, shape.height, seed);
  if (shape.picture == "smooth") return picture;
  Rng rng(mix64(seed ^ 0x70696374757265ULL));
  const auto one = static_cast<std::uint32_t>(rng.next());
  for (std::uint32_t& pixel : picture)
    pixel = shape.picture == "equal" ? one : static_cast<std::uint32_t>(rng.next());
  return picture;
}

std::vector<BlockRun> damaged_runs(const ColourConvertShape& shape, Seed seed) {
  std::vector<BlockRun> runs =
      runs_of(damaged_region(shape, seed), static_cast<std::int32_t>(shape.width),
              static_cast<std::int32_t>(shape.height));
  if (runs.empty()) runs.push_back({});  // no value may be empty
  return runs;
}

class ColourConvertProblem final : public StageProblem {
 public:
  ColourConvertProblem(Shape shape, Seed seed)
      : StageProblem(std::move(shape)),
        frame_(picture_of(fields(), seed)),
        runs_(damaged_runs(fields(), seed)),
        layout_(PlaneLayout::of(fields())),
        is_response_(fields().output != "device") {
    add_input("frame", Role::dataset, frame_);
    add_input("runs", Role::request, runs_);
    for (const BlockRun& run : runs_) blocks_ += run.blocks;
    // A macroblock that nobody writes where there is no damage: no value may be empty.
    const std::int64_t blocks =
        layout_.is_packed ? std::max<std::int64_t>(1, blocks_) : layout_.columns * layout_.rows;
    add("planes", is_response_ ? Role::response : Role::scratch, 384 * blocks);
    if (!is_response_) add("checks", Role::response, static_cast<std::int64_t>(runs_.size()) * 8);
    expect();
  }

  Work work(const Variant&) const override {
    const Bytes checks = is_response_ ? Bytes{} : bytes_of(kConvertChecks);
    return {.steps = pixels_,
            .step_name = "pixel",
            .bytes_read = Bytes{4 * pixels_},
            .bytes_written = Bytes{384 * blocks_} + checks};
  }

  Verdict judge(const HostValues& values) const override {
    if (!is_response_) {
      std::string why = wrong_check(values.as<std::uint64_t>(kConvertChecks), checks_, "run");
      return why.empty() ? Verdict{} : Verdict::wrong(std::move(why));
    }
    const auto planes = values.as<std::uint8_t>(kPlanes);
    if (planes.size() != planes_.size())
      return Verdict::wrong("there are " + std::to_string(planes.size()) + " bytes, must be " +
                            std::to_string(planes_.size()));
    for (std::size_t i = 0; i < runs_.size(); ++i) {
      int row = 0, wrong = -1;
      each_row_of(runs_[i], [&](std::size_t at, std::size_t bytes) {
        if (wrong < 0 && std::memcmp(planes.data() + at, planes_.data() + at, bytes) != 0)
          wrong = row;
        ++row;
      });
      if (wrong >= 0)
        return Verdict::wrong("run " + std::to_string(i) + ", row " + std::to_string(wrong) +
                              " of its luma, cb and cr: some byte is wrong");
    }
    return {};
  }

  /// The checks, or what was written of the planes.
  Digest canonical(const HostValues& values) const override {
    if (!is_response_) return digest_bytes(values.bytes(kConvertChecks));
    Digest digest;
    for (const BlockRun& run : runs_)
      each_row_of(run, [&](std::size_t at, std::size_t bytes) {
        digest = digest_bytes(values.bytes(kPlanes).subspan(at, bytes), digest);
      });
    return digest;
  }

  std::string remark() const override {
    return std::to_string(blocks_) + " macroblocks in " + std::to_string(runs_.size()) +
           " runs; vectors runs as " + colour::convert_rows_target();
  }

 private:
  const ColourConvertShape& fields() const { return shape().as<ColourConvertShape>(); }

  /// `row(place in the planes, bytes)` for every row of a run: luma, cb, cr.
  template <class Row>
  void each_row_of(const BlockRun& run, Row row) const {
    if (run.blocks == 0) return;
    const colour::Planes planes = layout_.planes(expected_at_, run);
    each_row(planes, run, [&](const std::uint8_t* at, std::int64_t bytes) {
      row(static_cast<std::size_t>(at - expected_at_), static_cast<std::size_t>(bytes));
    });
  }

  void expect() {
    planes_.resize(static_cast<std::size_t>(bytes_of(kPlanes).count()));
    expected_at_ = planes_.data();
    const colour::Matrix matrix = matrix_of(fields());
    for (const BlockRun& run : runs_) {
      RowCheck check;
      if (run.blocks > 0) {
        const colour::Planes to = layout_.planes(planes_.data(), run);
        const colour::Pixels from = pixels_of(frame_.data(), fields().width, fields().height, run);
        colour::convert_rows_plain(matrix, from, {kBlockSide * run.blocks, kBlockSide}, to);
        each_row(to, run, [&](const std::uint8_t* row, std::int64_t bytes) {
          add_row_plain(check, row, bytes / 4);
        });
        pixels_ += std::int64_t{from.width} * from.rows;
      }
      checks_.push_back(check.value());
    }
  }

  std::vector<std::uint32_t> frame_;
  std::vector<BlockRun> runs_;
  PlaneLayout layout_;
  bool is_response_;
  std::int64_t pixels_ = 0, blocks_ = 0;
  std::vector<std::uint8_t> planes_;  // expected
  std::uint8_t* expected_at_ = nullptr;
  std::vector<std::uint64_t> checks_;
};

class ColourConvert final : public Kernel {
 public:
  std::string_view name() const override { return "colour_convert"; }
  std::string_view summary() const override {
    return "the damaged macroblocks of a frame from BGRX to 4:2:0: libjpeg's BT.601, or BT.709";
  }
  const ShapeSchema& shape_schema() const override { return schema(); }
  std::span<const Variant> variants() const override { return variants_; }
  std::span<const Suite> suites() const override { return suites_; }

  Result<std::unique_ptr<Problem>> make_problem(const Shape& shape, Seed seed) const override {
    const auto& fields = shape.as<ColourConvertShape>();
    const Bytes need{11 * fields.width * fields.height};  // frame and planes here, frame and planes
    if (auto good = check_room(need, "a frame of " + to_text(need), "give a smaller 'width'");
        !good)
      return pass_on(good.error());
    return std::make_unique<ColourConvertProblem>(shape, seed);
  }

 private:
  std::vector<Variant> variants_{
#ifdef PONTAGE_HAS_HIGHWAY
      {"vectors", colour_convert_vectors,
       "pairs of rows by vectors; instruction set here: " + colour::convert_rows_target()},
#endif
      {"plain", colour_convert_plain, "square by square"},
      {"reference", colour_convert_reference, "square by square, serial"},
#ifdef PONTAGE_HAS_CUDA
      {"threads", colour_convert_threads,
       "a block a run, one thread a square; compiled, but it has never run on a GPU"},
#endif
  };
  std::array<Suite, 3> suites_{{
      {"check",
       "small and awkward frames, for their answers",
       {{"width", "35"},
        {"height", "33"},
        {"matrix", "[bt601,bt709]"},
        {"picture", "noise"},
        {"damage", "scattered"},
        {"output", "[device,host]"}}},
      {"quick",
       "a frame at 1080p for JPEG and for H.264: all of it, a typed word",
       {{"matrix", "[bt601,bt709]"}, {"damage", "[full,typing]"}}},
      {"full",
       "at 4K, and back to the host",
       {{"matrix", "[bt601,bt709]"},
        {"width", "3840"},
        {"height", "2160"},
        {"output", "[device,host]"},
        {"pages", "2MiB"}}},
  }};
};

}  // namespace

const Kernel& colour_convert() {
  static const ColourConvert kernel;
  return kernel;
}

}  // namespace pontage::frame_stages
