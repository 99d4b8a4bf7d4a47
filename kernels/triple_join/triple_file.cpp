// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/triple_file.hpp"

#include <serd/serd.h>

#include <array>
#include <cstdarg>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <utility>

#include "kernels/shared/data/grouped.hpp"
#include "kernels/triple_join/load_triples.hpp"
#include "kernels/triple_join/turtle_nesting.hpp"
#include "libbench/available_memory.hpp"

namespace pontage::triple_join {
namespace {

constexpr std::string_view kXsdString = "http://www.w3.org/2001/XMLSchema#string";
/// So often is the budget looked at.
constexpr std::size_t kTriplesBetweenLooks = 1 << 16;

std::string_view text_of(const SerdNode& node) {
  return {reinterpret_cast<const char*>(node.buf), node.n_bytes};
}

/// What serd tells of a text becomes a graph here.
class Reading {
 public:
  Reading(std::string name, Bytes budget, TripleBytes bytes)
      : name_(std::move(name)),
        budget_(budget),
        bytes_(bytes),
        env_(serd_env_new(nullptr), serd_env_free) {}

  Result<Triples> read(TripleSyntax syntax) {
    const std::unique_ptr<SerdReader, decltype(&serd_reader_free)> reader(
        serd_reader_new(syntax == TripleSyntax::turtle ? SERD_TURTLE : SERD_NTRIPLES, this, nullptr,
                        &Reading::base, &Reading::prefix, &Reading::statement, nullptr),
        serd_reader_free);
    if (syntax == TripleSyntax::turtle) nesting_.emplace();
    serd_reader_set_strict(reader.get(), true);
    serd_reader_set_error_sink(reader.get(), &Reading::failed, this);
    const auto status =
        serd_reader_read_source(reader.get(), &Reading::source, &Reading::stream_error, this,
                                reinterpret_cast<const std::uint8_t*>(name_.c_str()), kPage);
    if (error_) return pass_on(std::move(*error_));
    if (status != SERD_SUCCESS && status != SERD_FAILURE)  // the latter: a text with nothing in it
      return fail(ErrorKind::unreadable,
                  name_ + ": " + reinterpret_cast<const char*>(serd_strerror(status)));
    made_.source = name_ + ": " + data::grouped(static_cast<std::int64_t>(made_.triples.size())) +
                   " triples as read, " +
                   data::grouped(static_cast<std::int64_t>(made_.terms.terms())) + " terms";
    return std::move(made_);
  }

 private:
  static constexpr std::size_t kPage = 1 << 16;
  static Reading& of(void* handle) { return *static_cast<Reading*>(handle); }

  static std::size_t source(void* to, std::size_t size, std::size_t count, void* handle) {
    // serd takes a page that is not full for the last one.
    std::span<char> rest(static_cast<char*>(to), size * count);
    while (!rest.empty()) {
      const std::size_t got = of(handle).bytes_(rest);
      if (got == 0) break;
      rest = rest.subspan(got);
    }
    return of(handle).let_through({static_cast<char*>(to), size * count - rest.size()});
  }
  /// How much of a page serd may see.
  std::size_t let_through(std::span<const char> page) {
    if (!nesting_) return page.size();
    const std::size_t size = nesting_->take(page);
    if (size < page.size())
      stop(ErrorKind::refused, "line " + std::to_string(nesting_->line()) + ", column " +
                                   std::to_string(nesting_->column()) + ": more than " +
                                   std::to_string(TurtleNesting::kMost) +
                                   " brackets stand within each other");
    return size;
  }
  static int stream_error(void*) { return 0; }
  static SerdStatus base(void* handle, const SerdNode* uri) {
    return serd_env_set_base_uri(of(handle).env_.get(), uri);
  }
  static SerdStatus prefix(void* handle, const SerdNode* name, const SerdNode* uri) {
    return serd_env_set_prefix(of(handle).env_.get(), name, uri);
  }
  static SerdStatus statement(void* handle, SerdStatementFlags, const SerdNode*, const SerdNode* s,
                              const SerdNode* p, const SerdNode* o, const SerdNode* datatype,
                              const SerdNode* language) {
    return of(handle).add(*s, *p, *o, datatype, language);
  }
  static SerdStatus failed(void* handle, const SerdError* error) {
    auto& reading = of(handle);
    if (reading.error_) return SERD_SUCCESS;
    std::array<char, 400> text{};
    // NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): serd has started it
    std::vsnprintf(text.data(), text.size(), error->fmt, *error->args);
    std::string what(text.data());
    while (what.ends_with('\n')) what.pop_back();
    reading.error_ =
        Error{ErrorKind::unreadable, reading.name_ + ": line " + std::to_string(error->line) +
                                         ", column " + std::to_string(error->col) + ": " + what};
    return SERD_SUCCESS;
  }

  SerdStatus stop(ErrorKind kind, std::string what) {
    if (!error_) error_ = Error{kind, name_ + ": " + std::move(what)};
    return SERD_FAILURE;
  }
  SerdStatus add(const SerdNode& s, const SerdNode& p, const SerdNode& o, const SerdNode* datatype,
                 const SerdNode* language) {
    Triple triple;
    if (!add_thing(s, triple.s) || !add_thing(p, triple.p)) return SERD_FAILURE;
    if (o.type == SERD_LITERAL ? !add_literal(o, datatype, language, triple.o)
                               : !add_thing(o, triple.o))
      return SERD_FAILURE;
    made_.triples.push_back(triple);
    return made_.triples.size() % kTriplesBetweenLooks == 0 ? check_budget() : SERD_SUCCESS;
  }
  /// Arrays that grow hold old and new for a moment: three times what is in them.
  SerdStatus check_budget() {
    const Bytes held = made_.terms.bytes() +
                       Bytes{static_cast<std::int64_t>(made_.triples.size() * sizeof(Triple))};
    if (held * 3 <= budget_ && made_.terms.terms() < kNoTerm / 2) return SERD_SUCCESS;
    return stop(ErrorKind::refused,
                "after " + data::grouped(static_cast<std::int64_t>(made_.triples.size())) +
                    " triples it may need more than the " + to_text(budget_) +
                    " of memory that there are for it; give a smaller file");
  }

  /// An IRI, in whichever way it is written, or a blank node.
  bool add_thing(const SerdNode& node, Id& to) {
    if (node.type == SERD_BLANK) {
      spelling_.assign("_:").append(text_of(node));
    } else {
      spelling_.assign("<");
      if (!append_iri(node)) return false;
      spelling_ += '>';
    }
    to = made_.terms.add_spelled(spelling_);
    return true;
  }
  bool append_iri(const SerdNode& node) {
    if (node.type == SERD_CURIE) {
      SerdChunk begin, end;
      if (serd_env_expand(env_.get(), &node, &begin, &end) != SERD_SUCCESS) {
        stop(ErrorKind::unreadable,
             "the prefix of '" + std::string(text_of(node)) + "' is not declared before it");
        return false;
      }
      spelling_.append(reinterpret_cast<const char*>(begin.buf), begin.len)
          .append(reinterpret_cast<const char*>(end.buf), end.len);
      return true;
    }
    if (serd_uri_string_has_scheme(node.buf)) {
      spelling_.append(text_of(node));
      return true;
    }
    SerdNode whole = serd_env_expand_node(env_.get(), &node);
    const bool is_whole = whole.buf != nullptr && serd_uri_string_has_scheme(whole.buf);
    if (is_whole)
      spelling_.append(text_of(whole));
    else
      stop(ErrorKind::unreadable, "the IRI '" + std::string(text_of(node)) +
                                      "' is relative and there is no @base before it");
    serd_node_free(&whole);
    return is_whole;
  }
  bool add_literal(const SerdNode& node, const SerdNode* datatype, const SerdNode* language,
                   Id& to) {
    spelling_.assign("\"").append(text_of(node)).append("\"");
    if (language != nullptr && language->n_bytes > 0) {
      spelling_ += '@';
      for (const char c : text_of(*language))
        spelling_ += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    } else if (datatype != nullptr && datatype->n_bytes > 0) {
      const auto before = spelling_.size();
      spelling_ += "^^<";
      if (!append_iri(*datatype)) return false;
      if (std::string_view(spelling_).substr(before + 3) == kXsdString)
        spelling_.resize(before);
      else
        spelling_ += '>';
    }
    to = made_.terms.add_spelled(spelling_);
    return true;
  }

  std::string name_;
  Bytes budget_;
  TripleBytes bytes_;
  std::unique_ptr<SerdEnv, decltype(&serd_env_free)> env_;
  Triples made_;
  std::string spelling_;
  std::optional<TurtleNesting> nesting_;
  std::optional<Error> error_;
};

}  // namespace

Result<Triples> read_triples(TripleBytes bytes, TripleSyntax syntax, const std::string& name,
                             Bytes budget) {
  return Reading(name, budget, bytes).read(syntax);
}

Result<Triples> load_triple_file(const std::string& path) {
  const bool is_turtle = path.ends_with(".ttl");
  if (!is_turtle && !path.ends_with(".nt"))
    return fail(ErrorKind::usage,
                path + ": is neither .nt (N-Triples) nor .ttl (Turtle) by its name; rename it");
  std::ifstream file(path, std::ios::binary);
  std::error_code trouble;
  if (!file || !std::filesystem::is_regular_file(path, trouble))
    return fail(ErrorKind::unavailable, path + ": cannot be opened; give a file of triples");
  const auto more = [&](std::span<char> to) {
    file.read(to.data(), static_cast<std::streamsize>(to.size()));
    return static_cast<std::size_t>(file.gcount());
  };
  auto made = read_triples(more, is_turtle ? TripleSyntax::turtle : TripleSyntax::ntriples, path,
                           available_memory());
  if (made && file.bad()) return fail(ErrorKind::unreadable, path + ": cannot be read to its end");
  return made;
}

}  // namespace pontage::triple_join
