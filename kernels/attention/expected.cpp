// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention/expected.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdio>
#include <string>

#include "kernels/attention/attend_row.hpp"
#include "kernels/attention/bfloat16.hpp"
#include "kernels/attention/inputs.hpp"

namespace pontage::attention {
namespace {

double most_apart(bool is_bf16) { return is_bf16 ? 2e-2 : 1e-4; }
constexpr double kMostDistance = 5e-3;  // relative L2, of bf16

template <class Stored>
std::vector<Stored> make_inputs(const Layout& layout, std::string_view pattern, Seed seed,
                                AttentionValue which) {
  const auto count = which == kQueries ? layout.query_elements() : layout.key_elements();
  std::vector<Stored> inputs(static_cast<std::size_t>(count));
  write_inputs(layout, pattern, seed, which, std::as_writable_bytes(std::span(inputs)));
  return inputs;
}

std::string short_text(double x) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", x);
  return text;
}

/// Nothing wrote the row: a poisoned or cleared buffer repeats one word, an average of columns that
/// differ does not. Short rows of bf16 may by chance.
template <class Stored>
bool is_one_word(const Stored* row, std::int64_t head_dim) {
  for (std::int64_t i = 1; i < head_dim; ++i)
    if (std::bit_cast<std::uint32_t>(widen(row[i])) != std::bit_cast<std::uint32_t>(widen(row[0])))
      return false;
  return head_dim >= 16;
}

}  // namespace

std::vector<std::int64_t> rows_to_judge(const Layout& layout, Seed seed) {
  const std::int64_t heads = layout.batch * layout.heads;
  const std::int64_t affordable =
      kMostProductsJudged / (2 * layout.context * layout.head_dim) / heads;
  const std::int64_t each = std::clamp<std::int64_t>(affordable, 1, layout.tokens);
  Rng rng(mix64(seed ^ 0x6a75));
  std::vector<std::int64_t> rows;
  for (std::int64_t head = 0; head < heads; ++head)
    for (std::int64_t part = 0; part < each; ++part) {
      const std::int64_t first = part * layout.tokens / each;
      const std::int64_t next = (part + 1) * layout.tokens / each;
      rows.push_back(
          head * layout.tokens + first +
          static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(next - first))));
    }
  return rows;
}

Expected::Expected(const Layout& layout, std::string_view pattern, Seed seed)
    : layout_(layout), rows_(rows_to_judge(layout, seed)) {
  if (layout.is_bf16)
    answer<Bfloat16>(pattern, seed);
  else
    answer<float>(pattern, seed);
}

template <class Stored>
void Expected::answer(std::string_view pattern, Seed seed) {
  const auto queries = make_inputs<Stored>(layout_, pattern, seed, kQueries);
  const auto keys = make_inputs<Stored>(layout_, pattern, seed, kKeys);
  const auto values = make_inputs<Stored>(layout_, pattern, seed, kValues);
  const auto dim = static_cast<std::size_t>(layout_.head_dim);
  const auto context = static_cast<std::size_t>(layout_.context);
  const double scale = 1 / std::sqrt(static_cast<double>(layout_.head_dim));
  std::vector<double> weights(context);
  answers_.resize(rows_.size() * dim);
  for (std::size_t at = 0; at < rows_.size(); ++at) {
    const auto row = static_cast<std::size_t>(rows_[at]);
    const auto sequence = row / static_cast<std::size_t>(layout_.rows());
    attend_row(queries.data() + row * dim, keys.data() + sequence * context * dim,
               values.data() + sequence * context * dim, layout_.seen(rows_[at]), layout_.head_dim,
               scale, weights.data(), answers_.data() + at * dim);
  }
  for (const double x : answers_) magnitude_ = std::max(magnitude_, std::abs(x));
  const auto sequences = static_cast<std::size_t>(layout_.sequences());
  least_.assign(sequences * dim, HUGE_VALF);
  greatest_.assign(sequences * dim, -HUGE_VALF);
  for (std::size_t at = 0; at < values.size(); ++at) {
    const std::size_t column = at / (context * dim) * dim + at % dim;
    least_[column] = std::min(least_[column], widen(values[at]));
    greatest_[column] = std::max(greatest_[column], widen(values[at]));
  }
}

std::string Expected::name_of(std::int64_t row) const {
  const std::int64_t head = row / layout_.tokens;
  return "query " + std::to_string(row % layout_.tokens) + " of head " +
         std::to_string(head % layout_.heads) + ", batch entry " +
         std::to_string(head / layout_.heads);
}

template <class Stored>
Verdict Expected::judge_everything(const Stored* out) const {
  const std::int64_t dim = layout_.head_dim;
  for (std::int64_t row = 0; row < layout_.all_rows(); ++row) {
    const Stored* got = out + row * dim;
    const auto column = static_cast<std::size_t>(row / layout_.rows() * dim);
    for (std::int64_t i = 0; i < dim; ++i) {
      const double x = widen(got[i]), least = least_[column + i], greatest = greatest_[column + i];
      const double slack = most_apart(layout_.is_bf16) * std::max(-least, greatest);
      if (!std::isfinite(x))
        return Verdict::wrong(name_of(row) + ", element " + std::to_string(i) + " is not finite");
      if (x < least - slack || x > greatest + slack)
        return Verdict::wrong(name_of(row) + ", element " + std::to_string(i) + ": " +
                              short_text(x) + " is no average of values from " + short_text(least) +
                              " to " + short_text(greatest));
    }
    if (is_one_word(got, dim))
      return Verdict::wrong(name_of(row) + " is one word repeated: it was never written");
  }
  return {};
}

template <class Stored>
Verdict Expected::judge_as(const Stored* out) const {
  if (Verdict verdict = judge_everything(out); !verdict.right) return verdict;
  const std::int64_t dim = layout_.head_dim;
  const double bound = most_apart(layout_.is_bf16) * magnitude_;
  double distance = 0, length = 0;
  for (std::size_t at = 0; at < answers_.size(); ++at) {
    const std::int64_t row = rows_[at / static_cast<std::size_t>(dim)];
    const std::int64_t i = static_cast<std::int64_t>(at) % dim;
    const double x = widen(out[row * dim + i]), apart = x - answers_[at];
    if (std::abs(apart) > bound)
      return Verdict::wrong(name_of(row) + ", element " + std::to_string(i) + ": " + short_text(x) +
                            ", must be " + short_text(answers_[at]) + " within " +
                            short_text(bound));
    distance += apart * apart;
    length += answers_[at] * answers_[at];
  }
  if (layout_.is_bf16 && distance > kMostDistance * kMostDistance * length)
    return Verdict::wrong("the relative L2 distance from the expected answer is " +
                          short_text(std::sqrt(distance / length)) + ", may be 0.005");
  return {};
}

Verdict Expected::judge(std::span<const std::byte> out) const {
  const std::int64_t bytes = layout_.query_elements() * layout_.element_bytes();
  if (static_cast<std::int64_t>(out.size()) != bytes)
    return Verdict::wrong("the answer has " + std::to_string(out.size()) + " bytes, must have " +
                          std::to_string(bytes));
  if (layout_.is_bf16) return judge_as(reinterpret_cast<const Bfloat16*>(out.data()));
  return judge_as(reinterpret_cast<const float*>(out.data()));
}

}  // namespace pontage::attention
