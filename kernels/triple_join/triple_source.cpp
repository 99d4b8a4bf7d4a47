// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/triple_source.hpp"

#include <optional>
#include <utility>

#include "kernels/shared/data/debian_lists.hpp"
#include "kernels/shared/data/pinned_name.hpp"
#include "kernels/shared/data/sha256.hpp"
#include "kernels/triple_join/generate.hpp"
#include "kernels/triple_join/load_triples.hpp"
#include "libbench/available_memory.hpp"

namespace pontage::triple_join {
namespace {

/// "debian:/file@0123456789ab" taken apart.
struct Name {
  std::string kind;         // wordnet, debian, file, lubm, random
  std::string place, hash;  // of files; empty where the name has none
};

std::optional<Name> parse_name(std::string_view text) {
  Name name;
  const auto colon = text.find(':');
  name.kind = text.substr(0, colon);
  const bool is_hashed = name.kind.starts_with("debian") || name.kind == "file";
  const data::PinnedName split = data::split_pin(text);
  if (is_hashed) {
    text = split.name;
    name.hash = split.pin;
    name.kind = text.substr(0, text.find(':'));
  }
  if (colon != text.npos && text.find(':') != text.npos) {
    name.place = text.substr(text.find(':') + 1);
    if (name.place.empty()) return std::nullopt;
  }
  const bool has_place = !name.place.empty();
  if (name.kind == "wordnet" || name.kind == "debian") {
    if (!has_place)
      name.place = name.kind == "wordnet" ? kUsualWordnetFolder : data::kUsualAptLists;
    return name;
  }
  if (name.kind == "file" ? has_place
                          : !has_place && (name.kind == "lubm" || name.kind == "random"))
    return name;
  return std::nullopt;
}

Result<std::string> hash_of(const Name& name) {
  return name.kind == "debian" ? data::debian_lists_sha256(name.place)
                               : data::sha256_of_file(name.place);
}

Result<void> check_hash(const Name& name) {
  if (name.hash.empty()) return {};
  const auto hash = hash_of(name);
  if (!hash) return pass_on(hash.error());
  return data::check_pin(name.place, *hash, name.hash);
}

Result<Triples> generate(const Name& name, const DataShape& shape, Seed seed) {
  if (name.kind == "random")
    return random_triples(shape.terms, shape.predicates, shape.triples, seed);
  if (auto room = check_room(lubm_room(shape.universities),
                             "a graph of " + std::to_string(shape.universities) + " universities",
                             "give fewer universities");
      !room)
    return pass_on(room.error());
  return generate_lubm(shape.universities, seed);
}

}  // namespace

Result<Triples> make_sourced_triples(const DataShape& shape, Seed seed) {
  const auto name = parse_name(shape.data);
  if (!name)
    return fail(ErrorKind::usage,
                "there is no data '" + shape.data +
                    "'; it takes wordnet, wordnet:/dir, debian, debian:/file, lubm, random or "
                    "file:/path with a file of N-Triples or Turtle");
  if (auto same = check_hash(*name); !same) return pass_on(same.error());
  if (name->kind == "wordnet") return load_wordnet_triples(name->place);
  if (name->kind == "debian") return load_debian_triples(name->place);
  if (name->kind == "file") return load_triple_file(name->place);
  return generate(*name, shape, seed);
}

AxisValue identified_data(AxisValue value) {
  auto& text = std::get<std::string>(value);
  const auto name = parse_name(text);
  if (!name || !name->hash.empty() || (name->kind != "debian" && name->kind != "file"))
    return value;
  if (const auto hash = hash_of(*name)) text = data::with_pin(text, *hash);
  return value;
}

}  // namespace pontage::triple_join
