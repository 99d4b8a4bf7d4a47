// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/targets.hpp"

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "kernels/shared/data/packages_file.hpp"
#include "kernels/shared/desktop/picture_stream.hpp"
#include "kernels/shared/desktop/trace_reader.hpp"
#include "kernels/triple_join/debian_triples.hpp"
#include "kernels/triple_join/parse_sparql.hpp"
#include "kernels/triple_join/sparql_text.hpp"
#include "kernels/triple_join/triple_file.hpp"
#include "libbench/check.hpp"

namespace pontage::test {
namespace {

/// Every number of a triple is a term's, and every spelling is that of the term it stands for.
void check_graph(const triple_join::Triples& graph) {
  const auto view = graph.terms.view();
  for (const triple_join::Triple& triple : graph.triples)
    PONTAGE_CHECK(std::max({triple.s, triple.p, triple.o}) < view.terms(), view.terms());
  for (triple_join::Id term = 0; term < view.terms(); ++term) {
    const std::string_view spelling = view.spelling(term);
    PONTAGE_CHECK(view.find(spelling) == term, term);
    PONTAGE_CHECK(triple_join::spelled(triple_join::parse_spelling(spelling)) == spelling,
                  spelling);
  }
}

void check_sentence(const Error& error) {
  PONTAGE_CHECK(!error.what.empty() && error.kind != ErrorKind::internal, error.what);
}

}  // namespace

void fuzz_sparql(std::string_view text) {
  const auto query = triple_join::parse_sparql(text);
  if (!query) return check_sentence(query.error());
  const auto good = triple_join::check_query(*query);
  PONTAGE_CHECK(good.has_value(), text);
  const bool has_blank = std::ranges::any_of(
      query->variables, [](const std::string& name) { return name.starts_with("_:"); });
  if (has_blank) return;
  const std::string again = triple_join::to_sparql(*query);
  const auto same = triple_join::parse_sparql(again);
  PONTAGE_CHECK(same.has_value(), text, again, same.error().what);
  PONTAGE_CHECK(same->patterns.size() == query->patterns.size() &&
                    same->filters.size() == query->filters.size() &&
                    same->projected.size() == query->projected.size() &&
                    same->is_count == query->is_count && same->distinct == query->distinct &&
                    same->limit == query->limit,
                text, again);
  PONTAGE_CHECK(triple_join::to_sparql(*same) == again, text, again);
}

void fuzz_triples(std::string_view text) {
  for (const auto syntax :
       {triple_join::TripleSyntax::ntriples, triple_join::TripleSyntax::turtle}) {
    std::string_view rest = text;
    const auto more = [&](std::span<char> to) {
      const auto size = std::min(to.size(), rest.size());
      std::copy_n(rest.data(), size, to.data());
      rest.remove_prefix(size);
      return size;
    };
    const auto graph = triple_join::read_triples(more, syntax, "x", 64_MiB);
    if (graph)
      check_graph(*graph);
    else
      check_sentence(graph.error());
  }
}

void fuzz_packages(std::string_view text) {
  const auto is_within = [&](std::string_view part) {
    return part.data() >= text.data() && part.data() + part.size() <= text.data() + text.size();
  };
  std::vector<std::string_view> names;
  const auto read = data::read_packages(
      text, [&](std::string_view package, std::span<const data::PackageField> fields) {
        PONTAGE_CHECK(!package.empty() && is_within(package), package);
        for (const auto& [name, value] : fields) {
          PONTAGE_CHECK(is_within(name) && (value.empty() || is_within(value)), name);
          data::add_related_names(value, names);
        }
      });
  for (const auto name : names) PONTAGE_CHECK(!name.empty() && is_within(name), name);
  const auto graph =
      triple_join::make_debian_triples(std::vector<std::string>{std::string(text)}, "");
  PONTAGE_CHECK(read.has_value() == graph.has_value(), text);
  if (graph)
    check_graph(*graph);
  else
    check_sentence(graph.error());
}

namespace {

void append(std::string& to, std::initializer_list<std::uint32_t> numbers) {
  for (const std::uint32_t number : numbers)
    for (const unsigned shift : {0U, 8U, 16U, 24U}) to += static_cast<char>(number >> shift & 255U);
}

/// A record that holds those bytes, in a zstd frame of one raw block (RFC 8878, 3.1.1): what a
/// mutation of packed bytes hardly ever comes to.
void append_record(std::string& to, std::string_view raw) {
  const auto size = static_cast<std::uint32_t>(raw.size());
  append(to, {1, size + 12, size, 0xfd2fb528U});
  to += '\xa0';
  append(to, {size});
  const std::uint32_t block = size << 3U | 1U;
  for (const unsigned shift : {0U, 8U, 16U}) to += static_cast<char>(block >> shift & 255U);
  to += raw;
}

/// A black picture of 8 × 8, then an update of those bytes.
std::string trace_of_update(std::string_view update) {
  std::string trace = "PTRACE\r\n", first;
  append(trace, {1, 8, 8});
  append(first, {0, 0, 1, 6});
  first += "typing";
  append(first, {0, 0, 8, 8});
  for (int pixel = 0; pixel < 64; ++pixel) append(first, {0xff000000U});
  append_record(trace, first);
  append_record(trace, update);
  return trace;
}

/// Every update's pixels that changed are in its damage, and that lies within the picture.
void replay_trace(std::string bytes) {
  auto trace =
      desktop::read_trace(std::make_unique<std::istringstream>(std::move(bytes)), "x", 4_MiB);
  if (!trace) return check_sentence(trace.error());
  desktop::Frame before = (*trace)->frame();
  for (;;) {
    const auto more = (*trace)->advance();
    if (!more) return check_sentence(more.error());
    if (!*more) return;
    const desktop::Frame& after = (*trace)->frame();
    for (const desktop::Rectangle& part : (*trace)->damage()) {
      PONTAGE_CHECK(!part.is_empty() && desktop::contains(after.bounds(), part), part.x, part.y);
      for (std::int32_t y = part.y; y < part.bottom(); ++y)
        std::copy_n(after.row(y).data() + part.x, part.width, before.row(y).data() + part.x);
    }
    PONTAGE_CHECK(before.pixels == after.pixels, (*trace)->time_us());
  }
}

}  // namespace

void fuzz_traces(std::string_view bytes) {
  replay_trace(std::string(bytes));
  if (bytes.size() <= 100'000) replay_trace(trace_of_update(bytes));
}

void fuzz_pictures(std::string_view bytes) {
  std::istringstream from{std::string(bytes)};
  desktop::PictureStream pictures(from, "x");
  auto more = pictures.next();
  for (; more && *more; more = pictures.next()) {
    const desktop::Frame& frame = pictures.frame();
    PONTAGE_CHECK(frame.pixels.size() == static_cast<std::size_t>(frame.width) *
                                             static_cast<std::size_t>(frame.height),
                  frame.width, frame.height);
    PONTAGE_CHECK(frame.pixels.size() * 3 <= bytes.size(), bytes.size());
  }
  if (!more) check_sentence(more.error());
}

}  // namespace pontage::test
