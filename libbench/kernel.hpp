// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libbench/dialect.hpp"
#include "libbench/judge.hpp"
#include "libbench/picture.hpp"
#include "libbench/result.hpp"
#include "libbench/rng.hpp"
#include "libbench/shape.hpp"
#include "libbench/work.hpp"

namespace pontage {

/// What a value is for; lowering reads this and nothing else to decide where and when it crosses.
enum class Role : std::uint8_t {
  dataset,   ///< uploaded once at cold start, outside the window (a graph, weights); inside it in a
             ///< `cold` case
  request,   ///< host to device inside the window (seeds, a query)
  response,  ///< device to host inside the window
  scratch,   ///< lives on the device, never crosses
};
std::string_view to_text(Role);

/// One value of a problem: an array of bytes with a role.
struct ValueSpec {
  std::string name;
  Bytes most{};  ///< its size, or the most it can be when `size_from` is set
  Role role = Role::scratch;
  int size_from =
      -1;  ///< the value whose content is this one's byte count (variable-length output), or -1
};

/// One way to do a kernel's task. Lives in the kernel's folder or comes from outside through the
/// registry.
struct Variant {
  std::string name;    ///< "reference", "scalar", "gather", …: the method, as the record names it
  Entry entry;         ///< its dialect and code
  std::string remark;  ///< what is special, for `pontage list`; may be empty
  /// Empty when it can do this problem on this machine, else a sentence why not. Null: it always
  /// can.
  std::function<std::string(const class Problem&)> refusal = nullptr;
};

/// A kernel at one shape and seed: the host's truth about it. Knows no device memory, no clock, no
/// queue. The same bytes on every machine and compiler.
class Problem {
 public:
  virtual ~Problem() = default;
  virtual std::span<const ValueSpec> values() const = 0;
  virtual const Shape& shape() const = 0;
  virtual Work work(const Variant&) const = 0;
  /// Writes the content of a dataset or request value; called in setup, outside every window.
  virtual void fill(std::size_t value, std::span<std::byte> to) const = 0;
  /// Full judgement of the responses (and nothing else is filled in `values`); outside every
  /// window.
  virtual Verdict judge(const HostValues&) const = 0;
  /// What must be equal from repetition to repetition, and between devices: the canonical form of
  /// the output, hashed. The default hashes every response byte; kernels where legitimate answers
  /// differ say what is canonical.
  virtual Digest canonical(const HostValues&) const;
  /// A remark that belongs beside every figure of this problem ("cache-resident: 4.2 MiB"), or
  /// empty.
  virtual std::string remark() const { return {}; }
  /// What a right answer looks like, for people who read the report; none by default.
  virtual std::vector<Picture> pictures(const HostValues&) const { return {}; }
};

/// Cases worth running when nobody names any: axes with sweeps in the command line's own syntax.
struct Suite {
  std::string name;     ///< "quick" is what `tools/run` runs; "full" adds to it
  std::string purpose;  ///< the question it answers, for `pontage list`
  std::vector<std::pair<std::string, std::string>> axes;  ///< axis → sweep text
};

/// A task. Names no backend; offers variants in dialects.
class Kernel {
 public:
  virtual ~Kernel() = default;
  virtual std::string_view name() const = 0;
  virtual std::string_view summary() const = 0;  ///< one line
  virtual const ShapeSchema& shape_schema() const = 0;
  virtual std::span<const Variant> variants() const = 0;
  virtual std::span<const Suite> suites() const = 0;
  /// A value of a shape's axis as a key must have it: a name that stands for files of this machine
  /// gets what identifies their content. Called once a value of a sweep, when keys are made.
  virtual AxisValue identified(std::string_view axis, AxisValue value) const {
    (void)axis;
    return value;
  }
  /// Refuses what cannot be made (too large for memory, input not installed) with a sentence.
  virtual Result<std::unique_ptr<Problem>> make_problem(const Shape&, Seed) const = 0;
};

}  // namespace pontage
