// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/triple_source.hpp"

#include <optional>
#include <utility>

#include "kernels/shared/data/debian_lists.hpp"
#include "kernels/shared/data/sha256.hpp"
#include "kernels/triple_join/generate.hpp"
#include "kernels/triple_join/load_triples.hpp"
#include "libbench/available_memory.hpp"

namespace pontage::triple_join {
namespace {

constexpr std::size_t kHashDigits = 12;

/// "debian:/file@0123456789ab" taken apart.
struct Name {
  std::string kind;         // wordnet, debian, file, lubm, random
  std::string place, hash;  // of files; empty where the name has none
};

std::optional<Name> parse_name(std::string_view data) {
  Name name;
  const auto colon = data.find(':');
  name.kind = data.substr(0, colon);
  const bool is_hashed = name.kind.starts_with("debian") || name.kind == "file";
  if (const auto at = data.rfind('@'); is_hashed && at != data.npos) {
    name.hash = data.substr(at + 1);
    data = data.substr(0, at);
    name.kind = data.substr(0, data.find(':'));
  }
  if (colon != data.npos && data.find(':') != data.npos) {
    name.place = data.substr(data.find(':') + 1);
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
  if (hash->starts_with(name.hash)) return {};
  return fail(ErrorKind::refused, name.place + ": its SHA-256 begins with " +
                                      hash->substr(0, kHashDigits) + ", not with " + name.hash +
                                      "; it has changed");
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
  auto& data = std::get<std::string>(value);
  const auto name = parse_name(data);
  if (!name || !name->hash.empty() || (name->kind != "debian" && name->kind != "file"))
    return value;
  if (const auto hash = hash_of(*name)) data += "@" + hash->substr(0, kHashDigits);
  return value;
}

}  // namespace pontage::triple_join
