// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention/attention.hpp"

#include <array>
#include <memory>
#include <utility>

#include "kernels/attention/attention_variants.hpp"
#include "kernels/attention/expected.hpp"
#include "kernels/attention/inputs.hpp"
#include "kernels/attention/scratch.hpp"
#include "libbench/available_memory.hpp"
#include "libbench/check.hpp"

namespace pontage::attention {
namespace {

const ShapeSchemaOf<AttentionShape>& schema() {
  static const ShapeSchemaOf<AttentionShape> fields({
      {{"batch", "count", "independent entries", 1, 1, 1 << 16}, &AttentionShape::batch},
      {{"heads", "count", "heads of queries", 8, 1, 1 << 12}, &AttentionShape::heads},
      {{"kv_heads", "count", "heads of keys and values, a divisor of heads; 0: as many", 0, 0,
        1 << 12},
       &AttentionShape::kv_heads},
      {{"tokens", "count", "queries of one head; 1 is decode", 128, 1, 1 << 20},
       &AttentionShape::tokens},
      {{"context", "count", "keys of one head; 0: as many as tokens", 0, 0, 1 << 24},
       &AttentionShape::context},
      {{"head_dim", "count", "length of a query, a key and a value", 64, 1, kMostHeadDim},
       &AttentionShape::head_dim},
      {{"mask", "", "which keys a query sees", "none", 0, 0, {"none", "causal"}},
       &AttentionShape::mask},
      {{"storage", "", "type of queries, keys, values and answer", "f32", 0, 0, {"f32", "bf16"}},
       &AttentionShape::storage},
      {{"inputs",
        "",
        "what the scores are like",
        "normal",
        0,
        0,
        {"normal", "large_logits", "one_hot", "equal"}},
       &AttentionShape::inputs},
  });
  return fields;
}

/// Stands in every record: which instruction set the variants here were compiled to or chose.
std::string instruction_sets() {
#ifdef PONTAGE_HAS_HIGHWAY
  return "flash runs as " + flash_target();
#else
  return "built without flash";
#endif
}

class AttentionProblem final : public Problem {
 public:
  AttentionProblem(const AttentionShape& shape, const Layout& layout, Settings settings, Seed seed)
      : fields_(std::make_shared<const AttentionShape>(shape)),
        shape_(fields_, std::move(settings)),
        layout_(layout),
        seed_(seed),
        expected_(layout, shape.inputs, seed) {
    const Bytes queries{layout.query_elements() * layout.element_bytes()};
    const Bytes keys{layout.key_elements() * layout.element_bytes()};
    const auto numbers = [](std::int64_t count) {
      return Bytes{count * static_cast<std::int64_t>(sizeof(float))};
    };
    values_ = {{{"queries", queries, Role::request},
                {"keys", keys, Role::dataset},
                {"values", keys, Role::dataset},
                {"out", queries, Role::response},
                {"scores", numbers(score_room(layout)), Role::scratch},
                {"partials", numbers(partial_room(layout)), Role::scratch}}};
  }

  std::span<const ValueSpec> values() const override { return values_; }
  const Shape& shape() const override { return shape_; }

  Work work(const Variant&) const override {
    const std::int64_t pairs = layout_.pairs();
    return {.steps = pairs,
            .step_name = "pair",
            .flop = 4 * pairs * layout_.head_dim,
            .bytes_read = values_[kQueries].most + values_[kKeys].most + values_[kValues].most,
            .bytes_written = values_[kOut].most};
  }

  void fill(std::size_t value, std::span<std::byte> to) const override {
    PONTAGE_CHECK(value <= kValues, value);
    write_inputs(layout_, fields_->inputs, seed_, static_cast<AttentionValue>(value), to);
  }

  Verdict judge(const HostValues& values) const override {
    return expected_.judge(values.bytes(kOut));
  }

  Digest canonical(const HostValues& values) const override {
    if (!judge(values).right) return digest_bytes(values.bytes(kOut));
    std::string claim = "attention, right, seed " + std::to_string(seed_);
    for (const auto& [name, value] : shape_.settings()) claim += ' ' + name + '=' + to_text(value);
    return digest_bytes(std::as_bytes(std::span(claim)));
  }

  std::string remark() const override {
    std::string text = instruction_sets();
    const Bytes read = values_[kKeys].most + values_[kValues].most;
    if (read < 32_MiB) text += "; cache-resident keys and values: " + to_text(read);
    const auto judged = static_cast<std::int64_t>(expected_.rows().size());
    if (judged < layout_.all_rows())
      text += "; " + std::to_string(judged) + " of " + std::to_string(layout_.all_rows()) +
              " rows judged in double";
    return text;
  }

 private:
  std::shared_ptr<const AttentionShape> fields_;
  Shape shape_;
  Layout layout_;
  Seed seed_;
  Expected expected_;
  std::array<ValueSpec, 6> values_;
};

Result<void> check_shape(const Layout& layout) {
  if (layout.heads % layout.kv_heads != 0)
    return fail(ErrorKind::usage, "kv_heads = " + std::to_string(layout.kv_heads) +
                                      " does not divide heads = " + std::to_string(layout.heads));
  if (layout.is_causal && layout.context < layout.tokens)
    return fail(ErrorKind::usage,
                "with mask=causal the queries are the last tokens of the context, and " +
                    std::to_string(layout.tokens) + " tokens are more than its " +
                    std::to_string(layout.context) + "; give a larger context");
  // The largest sizes together overflow 64 bits; nothing that fits in a memory does.
  const double elements =
      2.0 * static_cast<double>(layout.batch) * static_cast<double>(layout.head_dim) *
      (static_cast<double>(layout.heads) * static_cast<double>(layout.tokens) +
       static_cast<double>(layout.kv_heads) * static_cast<double>(layout.context));
  const double scores = 64.0 * 64.0 * static_cast<double>(layout.context);
  if (elements + scores > 0x1p42)
    return fail(ErrorKind::refused, "it needs more than 4 Ti numbers; give smaller sizes");
  // The buffers, and once more the inputs while the expected answer is made.
  const std::int64_t inputs =
      (layout.query_elements() + layout.key_elements()) * 2 * layout.element_bytes();
  return check_room(Bytes{2 * inputs + 4 * (score_room(layout) + partial_room(layout))},
                    "attention at this shape", "give smaller sizes");
}

class Attention final : public Kernel {
 public:
  std::string_view name() const override { return "attention"; }
  std::string_view summary() const override {
    return "softmax(q·kᵀ/√d)·v: prefill and decode, causal or not, grouped-query, f32 or bf16";
  }
  const ShapeSchema& shape_schema() const override { return schema(); }
  std::span<const Variant> variants() const override { return variants_; }
  std::span<const Suite> suites() const override { return suites_; }

  Result<std::unique_ptr<Problem>> make_problem(const Shape& wanted, Seed seed) const override {
    auto shape = wanted.as<AttentionShape>();
    const Layout layout = layout_of(shape);
    if (auto good = check_shape(layout); !good) return pass_on(good.error());
    shape.kv_heads = layout.kv_heads;
    shape.context = layout.context;
    Settings settings = wanted.settings();
    settings["kv_heads"] = layout.kv_heads;
    settings["context"] = layout.context;
    return std::make_unique<AttentionProblem>(shape, layout, std::move(settings), seed);
  }

 private:
  std::vector<Variant> variants_{
#ifdef PONTAGE_HAS_HIGHWAY
      {"flash", attention_flash,
       "tiles and the online softmax, no score reaches the memory; instruction set here: " +
           flash_target()},
#endif
#ifdef PONTAGE_HAS_EIGEN
      {"eigen", attention_eigen, "two products and a softmax, scores of 64 queries in scratch",
       eigen_refusal},
#endif
      {"reference", attention_reference, "one row after the other, serial"},
  };
  std::array<Suite, 6> suites_{{
      {"check",
       "small and awkward shapes, for their answers",
       {{"heads", "2"},
        {"tokens", "[1,70]"},
        {"context", "1100"},
        {"mask", "[none,causal]"},
        {"storage", "[f32,bf16]"}}},
      {"quick",
       "prefill: what the products of many queries cost",
       {{"tokens", "256"}, {"head_dim", "128"}, {"storage", "[f32,bf16]"}}},
      {"quick",
       "decode: one query reads a long cache of keys and values",
       {{"tokens", "1"}, {"context", "4096"}, {"head_dim", "128"}, {"storage", "[f32,bf16]"}}},
      {"full",
       "prefill of 1,024 tokens, 32 heads",
       {{"heads", "32"},
        {"tokens", "1024"},
        {"head_dim", "128"},
        {"mask", "[none,causal]"},
        {"storage", "[f32,bf16]"},
        {"workers", "[1,2]"}}},
      {"full",
       "decode from a cache beyond the processor's own, heads sharing keys or not",
       {{"heads", "32"},
        {"kv_heads", "[32,8]"},
        {"tokens", "1"},
        {"context", "4096"},
        {"head_dim", "128"},
        {"storage", "[f32,bf16]"},
        {"workers", "[1,2]"},
        {"pages", "2MiB"}}},
      {"full",
       "scores that strain the exponential",
       {{"tokens", "256"}, {"inputs", "[large_logits,one_hot,equal]"}}},
  }};
};

}  // namespace

const Kernel& attention() {
  static const Attention kernel;
  return kernel;
}

}  // namespace pontage::attention
