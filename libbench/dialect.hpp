// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "libbench/function_ref.hpp"
#include "libbench/units.hpp"

namespace pontage {

class RegionTrack;  // libbench/region_track.hpp
using Index = std::int64_t;

/// The many-thread CPU as a kernel sees it. Contract: the items of one call may run on any number
/// of workers from 1 to `workers()`, in any order, and must never wait for each other; phases are
/// separate calls.
class HostTeam {
 public:
  virtual ~HostTeam() = default;
  /// The most workers that one call can use; the calling thread is worker 0.
  virtual int workers() const = 0;
  /// Calls `body(begin, end, worker)` for disjoint chunks that cover [0, n), each at most `grain`
  /// long, and returns when all are done. Scalars on purpose: a 24-byte struct by value costs 4 ns
  /// more a call.
  virtual void for_chunks(Index n, Index grain, function_ref<void(Index, Index, int)> body) = 0;
  /// How many distinct workers ran a chunk since the last call of this; read outside the window.
  virtual int took_part() = 0;
  /// Where the team leaves the stamps of its regions; null when it cannot.
  virtual RegionTrack* regions() = 0;
};

/// The CUDA dialect's handle: `stream` is a cudaStream_t that the .cu file casts back.
struct CudaStream {
  void* stream = nullptr;
  int multiprocessors = 0;
};
class Tracer;  // runs items over a probe and fills record streams; comes with the event engine

/// What a variant gets: one address and size a value (in the problem's order), the shape struct,
/// and where to write how many bytes of a variable-length result it produced (null when no value is
/// one).
struct Args {
  std::span<void* const> at;
  std::span<const Bytes> size;
  const void* shape = nullptr;
  Bytes* produced = nullptr;

  template <class T>
  T* value(std::size_t i) const {
    return static_cast<T*>(at[i]);
  }
  template <class S>
  const S& shape_as() const {
    return *static_cast<const S*>(shape);
  }
};

using SerialFn = void (*)(const Args&);
using HostFn = void (*)(HostTeam&, const Args&);
using CudaFn = void (*)(CudaStream&, const Args&);
struct ResidentBoard;  // libbench/resident.hpp
/// Starts a kernel on the stream that serves the board's jobs until it is told to leave; one Args a
/// slot, of which it keeps copies.
using CudaStayFn = void (*)(CudaStream&, const ResidentBoard&, std::span<const Args>);
/// A variant of the cuda dialect: a launch, and, where it has one, the same as a kernel that stays.
struct CudaEntry {
  CudaFn launch = nullptr;
  CudaStayFn stay = nullptr;
  CudaEntry(CudaFn launching, CudaStayFn staying = nullptr) : launch(launching), stay(staying) {}
};
using TracedFn = void (*)(Tracer&, const Args&);
/// A variant in a plug-in's own dialect: only a device that speaks the dialect knows what `entry`
/// points to. The entry must outlive the registry it was added to.
struct ForeignEntry {
  std::string dialect;
  const void* entry = nullptr;
};

/// How a variant is written; the alternative *is* the dialect, so no cast can go wrong. One entry
/// per built-in dialect plus one for everybody else's.
using Entry = std::variant<SerialFn, HostFn, CudaEntry, TracedFn, ForeignEntry>;
/// "serial", "host", "cuda", "traced", or the foreign dialect's own name.
std::string_view dialect_of(const Entry&);

}  // namespace pontage
