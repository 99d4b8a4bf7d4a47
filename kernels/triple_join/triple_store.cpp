// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/triple_store.hpp"

#include <rocksdb/db.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>

#include "kernels/triple_join/query.hpp"
#include "libbench/rng.hpp"

namespace pontage::triple_join {
namespace {

constexpr std::size_t kKey = TripleStore::kKeyBytes, kBatch = 1 << 14;
constexpr const char* kAbout = "about";
using Key = std::array<char, kKey>;

void put(char* to, Id id) {
  for (int i = 0; i < 4; ++i) to[i] = static_cast<char>(id >> (24 - 8 * i));
}
Id id_at(const char* from) {
  Id id = 0;
  for (int i = 0; i < 4; ++i) id = id << 8 | static_cast<unsigned char>(from[i]);
  return id;
}
Key key_of(char order, Id first, Id second, Id third) {
  Key key{order};
  put(key.data() + 1, first);
  put(key.data() + 5, second);
  put(key.data() + 9, third);
  return key;
}
rocksdb::Slice slice(const Key& key) { return {key.data(), key.size()}; }

/// "pontage triples 1 full 819888 0123456789abcdef".
std::string about(const char* state, std::span<const Triple> triples) {
  std::uint64_t sum = 0;  // of a set: its order does not matter
  for (const Triple& t : triples) sum += mix64(mix64(mix64(t.s) ^ t.p) ^ t.o);
  return std::string("pontage triples 1 ") + state + ' ' + std::to_string(triples.size()) + ' ' +
         std::to_string(sum);
}

Error refused(const std::string& folder, const std::string& why) {
  return {ErrorKind::refused, folder + ": " + why +
                                  "; it is left as it is: give another folder, or "
                                  "remove it by hand"};
}

Result<void> fill(rocksdb::DB& store, const std::string& folder, std::span<const Triple> triples,
                  const std::function<void(std::size_t)>& after_batch) {
  rocksdb::WriteOptions synced;
  synced.sync = true;
  auto done = store.Put(synced, kAbout, about("filling", triples));
  for (std::size_t at = 0; at < triples.size() && done.ok(); at += kBatch) {
    rocksdb::WriteBatch batch;
    for (const Triple& t : triples.subspan(at, std::min(kBatch, triples.size() - at))) {
      batch.Put(slice(key_of('s', t.s, t.p, t.o)), {});
      batch.Put(slice(key_of('p', t.p, t.o, t.s)), {});
      batch.Put(slice(key_of('o', t.o, t.s, t.p)), {});
    }
    done = store.Write({}, &batch);
    if (after_batch) after_batch(at + kBatch);
  }
  if (done.ok()) done = store.CompactRange({}, nullptr, nullptr);
  if (done.ok()) done = store.Put(synced, kAbout, about("full", triples));
  if (done.ok()) return {};
  return fail(ErrorKind::cannot_write, folder + ": the store cannot be filled: " + done.ToString());
}

}  // namespace

struct TripleStore::Parts {
  std::unique_ptr<rocksdb::DB> store;
  std::uint64_t triples = 0;
};

TripleStore::TripleStore(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
TripleStore::TripleStore(TripleStore&&) noexcept = default;
TripleStore& TripleStore::operator=(TripleStore&&) noexcept = default;
TripleStore::~TripleStore() = default;

Result<TripleStore> TripleStore::open(const std::string& folder, std::span<const Triple> triples,
                                      const std::function<void(std::size_t)>& after_batch) {
  namespace fs = std::filesystem;
  std::error_code error;
  const bool is_there = fs::exists(folder, error) && !fs::is_empty(folder, error);
  if (error) return pass_on(refused(folder, "it cannot be read: " + error.message()));
  if (is_there && !fs::exists(fs::path(folder) / "CURRENT"))
    return pass_on(refused(folder, "it holds something that is no RocksDB store"));
  rocksdb::Options options;
  options.create_if_missing = !is_there;
  options.paranoid_checks = true;
  rocksdb::DB* opened = nullptr;
  const auto status = rocksdb::DB::Open(options, folder, &opened);
  auto parts = std::make_unique<Parts>();
  parts->store.reset(opened);
  if (!status.ok())
    return pass_on(refused(folder, "the store cannot be opened: " + status.ToString()));
  std::string said;
  const auto found = parts->store->Get({}, kAbout, &said);
  if (is_there && !found.ok())
    return pass_on(refused(folder, found.IsNotFound() ? "it is a RocksDB store of something else"
                                                      : "it is damaged: " + found.ToString()));
  const bool is_full = said == about("full", triples);
  if (is_there && !is_full && said != about("filling", triples))
    return pass_on(refused(folder, "it holds other triples (" + said + ")"));
  if (!is_full)
    if (auto filled = fill(*parts->store, folder, triples, after_batch); !filled)
      return pass_on(filled.error());
  parts->triples = triples.size();
  return TripleStore(std::move(parts));
}

std::uint64_t TripleStore::triples() const { return parts_->triples; }

Bytes TripleStore::bytes_on_disk() const {
  std::uint64_t bytes = 0;
  parts_->store->GetIntProperty(rocksdb::DB::Properties::kTotalSstFilesSize, &bytes);
  return Bytes{static_cast<std::int64_t>(bytes)};
}

struct TripleStore::Reader::Parts {
  std::array<std::unique_ptr<rocksdb::Iterator>, kMostPatterns> at;
};

TripleStore::Reader::Reader(const TripleStore& store) : parts_(std::make_unique<Parts>()) {
  for (auto& iterator : parts_->at) iterator.reset(store.parts_->store->NewIterator({}));
}
TripleStore::Reader::~Reader() = default;

bool TripleStore::Reader::each(std::size_t number, const Triple& known,
                               const std::function<bool(const Triple&)>& f) {
  const Id s = known.s, p = known.p, o = known.o;
  char order = 's';
  Id terms[3] = {s, p, o};
  if (p != kNoTerm && s == kNoTerm) {
    order = 'p';
    terms[0] = p, terms[1] = o, terms[2] = s;
  } else if (o != kNoTerm && p == kNoTerm) {
    order = 'o';
    terms[0] = o, terms[1] = s, terms[2] = p;
  }
  std::size_t prefix = 1;
  while (prefix < kKey && terms[prefix / 4] != kNoTerm) prefix += 4;
  const auto low = [](Id id) { return id == kNoTerm ? 0 : id; };
  const Key from = key_of(order, low(terms[0]), low(terms[1]), low(terms[2]));
  const rocksdb::Slice beginning(from.data(), prefix);
  rocksdb::Iterator& at = *parts_->at[number];
  for (at.Seek(slice(from)); at.Valid() && at.key().starts_with(beginning); at.Next()) {
    const char* key = at.key().data();
    const Id a = id_at(key + 1), b = id_at(key + 5), c = id_at(key + 9);
    const Triple triple = order == 's'   ? Triple{a, b, c}
                          : order == 'p' ? Triple{c, a, b}
                                         : Triple{b, c, a};
    if (!f(triple)) return false;
  }
  return true;
}

}  // namespace pontage::triple_join
