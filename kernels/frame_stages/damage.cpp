// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_stages/damage.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "kernels/frame_stages/damage_cuda.hpp"
#include "kernels/frame_stages/damage_frames.hpp"
#include "kernels/frame_stages/damage_shape.hpp"
#include "kernels/frame_stages/damage_variants.hpp"
#include "kernels/frame_stages/hash_keys.hpp"
#include "kernels/frame_stages/region.hpp"
#include "kernels/frame_stages/stage_fields.hpp"
#include "kernels/frame_stages/stage_problem.hpp"
#include "kernels/frame_stages/vectors.hpp"
#include "kernels/shared/desktop/session.hpp"
#include "libbench/available_memory.hpp"

namespace pontage::frame_stages {
namespace {

const ShapeSchemaOf<DamageShape>& schema() {
  static const ShapeSchemaOf<DamageShape> fields(with_stage_fields<DamageShape>({
      {{"change",
        "",
        "what a tile that changed is like",
        "pixels",
        0,
        0,
        {"bit", "pixels", "noise"}},
       &DamageShape::change},
      {{"changed", "count", "of 1,000 damaged tiles, how many changed at all", 300, 0, 1000},
       &DamageShape::changed},
      {{"session", "",
        "a script of the desktop (typing, scroll, ...) or a recorded trace; none: made "
        "from damage and change",
        "none"},
       &DamageShape::session},
      {{"update", "count", "which update of the session", 5, 1, 100'000}, &DamageShape::update},
  }));
  return fields;
}

bool compares(const Variant& variant) {
  return variant.name == "compare" || variant.name == "reference";
}

class DamageProblem final : public StageProblem {
 public:
  DamageProblem(Shape shape, FramePair pair, Seed seed)
      : StageProblem(std::move(shape)),
        pair_(std::move(pair)),
        keys_(hash_keys(seed)),
        candidates_{static_cast<std::uint32_t>(pair_.candidates.size())} {
    candidates_.insert(candidates_.end(), pair_.candidates.begin(), pair_.candidates.end());
    const Tiling tiling = this->tiling();
    dirty_.resize(static_cast<std::size_t>(tiling.tiles()));
    for (std::int64_t tile = 0; tile < tiling.tiles(); ++tile) {
      const Rectangle box = tiling.box(tile);
      hashes_.push_back(tile_hash_plain(pair_.before.data() + place(box), fields().width, box.width,
                                        box.height, keys_.data()));
    }
    for (const std::uint32_t tile : pair_.candidates) {
      const Rectangle box = tiling.box(tile);
      const Compared compared =
          compare_tile(pair_.now.data() + place(box), pair_.before.data() + place(box),
                       fields().width, box.width, box.height);
      dirty_[tile] = compared.differs ? 1 : 0;
      pixels_ += box.area();
      compared_ += std::int64_t{compared.rows} * box.width;
    }
    add_input("frame", Role::dataset, pair_.now);
    add_input("previous", Role::dataset, pair_.before);
    add_input("hashes", Role::dataset, hashes_);
    add_input("keys", Role::dataset, keys_);
    add_input("candidates", Role::request, candidates_);
    add("new_hashes", Role::scratch, tiling.tiles() * std::int64_t{sizeof(TileHash)});
    add("dirty", Role::response, tiling.tiles());
  }

  Work work(const Variant& variant) const override {
    const auto tiles = static_cast<std::int64_t>(pair_.candidates.size());
    const Bytes hashes{compares(variant) ? 0 : tiles * std::int64_t{sizeof(TileHash)}};
    return {.steps = pixels_,
            .step_name = "pixel",
            .bytes_read = Bytes{compares(variant) ? 8 * compared_ : 4 * pixels_} + hashes +
                          bytes_of(kCandidates),
            .bytes_written = bytes_of(kDirty) + hashes};
  }

  Verdict judge(const HostValues& values) const override {
    const auto dirty = values.as<std::uint8_t>(kDirty);
    if (dirty.size() != dirty_.size())
      return Verdict::wrong("there are " + std::to_string(dirty.size()) + " tiles, must be " +
                            std::to_string(dirty_.size()));
    for (std::size_t tile = 0; tile < dirty.size(); ++tile) {
      if (dirty[tile] == dirty_[tile]) continue;
      const Rectangle box = tiling().box(static_cast<std::int64_t>(tile));
      return Verdict::wrong("tile " + std::to_string(tile) + " at (" + std::to_string(box.x) +
                            ", " + std::to_string(box.y) + ") is marked " +
                            std::to_string(dirty[tile]) + ", must be " +
                            std::to_string(dirty_[tile]));
    }
    return {};
  }

  std::string remark() const override {
    std::string text = std::to_string(std::ranges::count(dirty_, 1)) + " of " +
                       std::to_string(pair_.candidates.size()) + " damaged tiles changed; ";
#ifdef PONTAGE_HAS_HIGHWAY
    return text + "hash runs as " + vectors_target();
#else
    return text + "built without hash";
#endif
  }

 private:
  const DamageShape& fields() const { return shape().as<DamageShape>(); }
  Tiling tiling() const { return tiling_of(fields(), kTileSide); }
  std::int64_t place(const Rectangle& box) const { return box.y * fields().width + box.x; }

  FramePair pair_;
  std::vector<std::uint32_t> keys_, candidates_;
  std::vector<TileHash> hashes_;
  std::vector<std::uint8_t> dirty_;  // expected
  std::int64_t pixels_ = 0, compared_ = 0;
};

class Damage final : public Kernel {
 public:
  std::string_view name() const override { return "damage"; }
  std::string_view summary() const override {
    return "which tiles of a damaged frame really changed: hashes of 32 by 32 pixels against the "
           "last update's";
  }
  const ShapeSchema& shape_schema() const override { return schema(); }
  std::span<const Variant> variants() const override { return variants_; }
  std::span<const Suite> suites() const override { return suites_; }
  AxisValue identified(std::string_view axis, AxisValue value) const override {
    if (axis != "session" || value == AxisValue(std::string("none"))) return value;
    return desktop::pinned_session(std::get<std::string>(std::move(value)));
  }

  Result<std::unique_ptr<Problem>> make_problem(const Shape& shape, Seed seed) const override {
    const auto& fields = shape.as<DamageShape>();
    const Bytes need{4 * 4 * fields.width * fields.height};  // two frames here, two on the device
    if (auto good = check_room(need, "frames of " + to_text(need), "give a smaller 'width'"); !good)
      return pass_on(good.error());
    if (fields.session == "none")
      return std::make_unique<DamageProblem>(shape, make_frame_pair(fields, seed), seed);
    if (fields.damage != "full" || fields.age != 1)
      return fail(ErrorKind::usage, "a session has its own damage; leave out 'damage' and 'age'");
    auto pair = session_frame_pair(fields, seed);
    if (!pair) return pass_on(pair.error());
    return std::make_unique<DamageProblem>(shape, std::move(*pair), seed);
  }

 private:
  std::vector<Variant> variants_{
#ifdef PONTAGE_HAS_HIGHWAY
      {"hash", damage_hash,
       "NH of each tile by vectors; instruction set here: " + vectors_target()},
#endif
      {"hash_plain", damage_hash_plain, "the same hash, pixel by pixel"},
      {"compare", damage_compare, "rows against the previous frame, which must be kept"},
      {"reference", damage_reference, "every pixel against the previous frame, serial"},
#ifdef PONTAGE_HAS_CUDA
      {"threads", damage_threads,
       "a warp a tile: the hash; compiled, but it has never run on a GPU"},
#endif
  };
  std::array<Suite, 4> suites_{{
      {"check",
       "small and awkward frames, for their answers",
       {{"width", "99"}, {"height", "70"}, {"change", "bit"}, {"damage", "[scattered,outside]"}}},
      {"quick",
       "a frame at 1080p: all of it damaged, a window, a typed word",
       {{"damage", "[full,window,typing]"}}},
      {"sessions",
       "what a desktop damages and what it changes",
       {{"session", "[typing,scroll,window,video,cursor,idle]"}}},
      {"full",
       "at 4K, by how much changed",
       {{"width", "3840"}, {"height", "2160"}, {"changed", "[0,300,1000]"}, {"pages", "2MiB"}}},
  }};
};

}  // namespace

const Kernel& damage() {
  static const Damage kernel;
  return kernel;
}

}  // namespace pontage::frame_stages
