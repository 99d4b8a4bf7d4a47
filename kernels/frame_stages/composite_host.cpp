// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <span>

#include "kernels/frame_stages/composite_cells.hpp"
#include "kernels/frame_stages/composite_variants.hpp"
#include "kernels/frame_stages/row_check.hpp"
#include "kernels/frame_stages/vectors.hpp"

namespace pontage::frame_stages {
namespace {

struct Composition {
  const std::uint32_t* surfaces = nullptr;
  std::span<const Layer> layers;
  std::span<const Piece> pieces;
  std::uint32_t* frame = nullptr;
  std::uint64_t* checks = nullptr;  ///< null: the frame is the response
  std::int64_t frame_width = 0;
  bool is_packed = false;
};

Composition composition_of(const Args& args) {
  const auto count = [&](std::size_t value, std::size_t size) {
    return static_cast<std::size_t>(args.size[value].count()) / size;
  };
  return {
      args.value<const std::uint32_t>(kSurfaces),
      {args.value<const Layer>(kLayers), count(kLayers, sizeof(Layer))},
      {args.value<const Piece>(kCompositePieces), count(kCompositePieces, sizeof(Piece))},
      args.value<std::uint32_t>(kCompositeFrame),
      args.size.size() > kCompositeChecks ? args.value<std::uint64_t>(kCompositeChecks) : nullptr,
      args.shape_as<CompositeShape>().width,
      is_packed(args.shape_as<CompositeShape>())};
}

/// Where the pixels of a band's cells are.
std::span<const CellPixels> pixels_of(const Composition& all, const Band& band,
                                      std::span<CellPixels> cells) {
  for (std::size_t i = 0; i < static_cast<std::size_t>(band.cells); ++i) {
    const Cell& cell = band.cell[i];
    cells[i].width = cell.width;
    cells[i].count = cell.count;
    cells[i].is_opaque = cell.is_opaque;
    for (std::size_t number = 0; number < static_cast<std::size_t>(cell.count); ++number) {
      const Layer& layer = all.layers[cell.layers[number]];
      cells[i].stride[number] = layer.box.width;
      cells[i].first[number] = all.surfaces + layer.at +
                               (std::int64_t{band.y} - layer.box.y) * layer.box.width +
                               (cell.x - layer.box.x);
    }
  }
  return cells.first(static_cast<std::size_t>(band.cells));
}

/// What a worker has on its stack: too much to be made anew for each piece.
struct Room {
  std::array<CellPixels, kMostCells> cells;
  Band band;
};

void compose_piece(const Composition& all, std::size_t number, ComposeBand compose, Room& room) {
  const Rectangle& box = all.pieces[number].box;
  std::uint32_t* const first = all.frame + all.pieces[number].at;
  const std::int64_t stride = piece_stride(all.pieces[number], all.frame_width, all.is_packed);
  RowCheck check;
  Band& band = room.band;
  band.y = box.y;
  band.height = 0;
  while (next_band(all.layers, box, band))
    compose(pixels_of(all, band, room.cells),
            {first + (band.y - box.y) * stride, stride, band.height},
            all.checks != nullptr ? &check : nullptr);
  if (all.checks != nullptr) all.checks[number] = check.value();
}

/// Pieces that a worker takes at once: a few times for each worker, so that they end together.
Index pieces_at_once(const HostTeam& team, const Composition& all) {
  constexpr Index kTimes = 8;
  return std::max<Index>(1, static_cast<Index>(all.pieces.size()) / (kTimes * team.workers()));
}

/// `finish` is called once after the pieces that a worker has taken at once.
template <class Finish>
void compose_pieces(HostTeam& team, const Composition& all, ComposeBand compose, Finish finish) {
  team.for_chunks(static_cast<Index>(all.pieces.size()), pieces_at_once(team, all),
                  [&](Index begin, Index end, int) {
                    Room room;
                    for (Index piece = begin; piece < end; ++piece)
                      compose_piece(all, static_cast<std::size_t>(piece), compose, room);
                    finish();
                  });
}

}  // namespace

void composite_plain(HostTeam& team, const Args& args) {
  compose_pieces(team, composition_of(args), compose_band_plain, [] {});
}

#ifdef PONTAGE_HAS_HIGHWAY
namespace {

/// Work that moves this much and more is written past the caches, so that a line need not be read
/// to be written; what is read is not driven out. Two thirds of a cache of 32 MiB.
constexpr std::int64_t kStreamedBytes = std::int64_t{20} << 20;

/// What is read and written, at the most: a layer is counted where others hide it, too, but for
/// those below one that is opaque and covers the piece.
std::int64_t bytes_moved(const Composition& all) {
  std::int64_t pixels = 0;
  for (const Piece& piece : all.pieces) {
    const std::int64_t area = piece.box.area();
    pixels += area;
    for (std::size_t number = all.layers.size(); number-- > 0;) {
      const std::int64_t seen = intersection(all.layers[number].box, piece.box).area();
      pixels += seen;
      if (seen == area && all.layers[number].is_opaque != 0) break;
    }
  }
  return 4 * pixels;
}

}  // namespace

void composite_vectors(HostTeam& team, const Args& args) {
  const Composition all = composition_of(args);
  if (bytes_moved(all) >= kStreamedBytes)
    compose_pieces(team, all, compose_band_past, stream_fence);
  else
    compose_pieces(team, all, compose_band_by_vectors, [] {});
}
#endif

}  // namespace pontage::frame_stages
