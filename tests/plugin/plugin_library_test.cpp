// SPDX-License-Identifier: Apache-2.0

#include "backends/plugin/plugin_library.hpp"

#include <gtest/gtest.h>
#include <pontage/kernel_shapes.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "backends/plugin/load.hpp"
#include "kernels/kernel_list.hpp"
#include "libbench/rng.hpp"

namespace pontage::plugin {
namespace {

pontage_status one_variant(std::int32_t, pontage_variant_info* out) {
  out->kernel = "chase";
  out->name = "walk";
  return PONTAGE_OK;
}
pontage_status no_axis(std::int32_t, pontage_axis_info*) { return PONTAGE_REFUSED; }

constexpr pontage_status kOk = PONTAGE_OK;

/// A table that can be believed; its functions are never called here.
pontage_plugin good_table() {
  pontage_plugin t{};
  t.struct_size = sizeof t;
  t.major = PONTAGE_PLUGIN_MAJOR;
  t.variants = 1;
  t.name = "board";
  t.summary = "made up";
  t.dialect = "board";
  t.axis = no_axis;
  t.variant = one_variant;
  t.open = [](const pontage_open_args*, pontage_device**, pontage_text) {
    return pontage_status{PONTAGE_UNAVAILABLE};
  };
  t.close = [](pontage_device*) {};
  t.describe = [](pontage_device*, pontage_device_info*) { return kOk; };
  t.memory = [](pontage_device*, std::int32_t, pontage_memory_info*) { return kOk; };
  t.engine = [](pontage_device*, std::int32_t, pontage_engine_info*) { return kOk; };
  t.allocate = [](pontage_device*, std::int32_t, std::uint64_t, void**, pontage_text) {
    return kOk;
  };
  t.release = [](pontage_device*, std::int32_t, void*, std::uint64_t) {};
  t.prepare = [](pontage_device*, const pontage_command*, std::int32_t, std::int32_t, std::int32_t,
                 std::int32_t*, pontage_text) { return kOk; };
  t.submit = [](pontage_device*, std::int32_t, std::int64_t, std::int32_t) { return kOk; };
  t.await = [](pontage_device*, std::int32_t, std::int64_t, std::int32_t) { return kOk; };
  t.clear = [](pontage_device*) {};
  return t;
}

std::string refusal(const pontage_plugin& table) {
  const auto library = PluginLibrary::adopt(&table, "plug-in x.so");
  return library ? "" : library.error().what;
}

TEST(PluginTable, AGoodOneIsBelieved) { EXPECT_EQ(refusal(good_table()), ""); }

TEST(PluginTable, AnotherMajorIsRefusedNamingBoth) {
  pontage_plugin table = good_table();
  table.major = 7;
  table.minor = 3;
  const std::string why = refusal(table);
  EXPECT_NE(why.find("version 7.3"), std::string::npos) << why;
  EXPECT_NE(why.find("has 1.0"), std::string::npos) << why;
}

TEST(PluginTable, WhatIsMissingIsNamed) {
  pontage_plugin table = good_table();
  table.submit = nullptr;
  EXPECT_EQ(refusal(table), "plug-in x.so: its table has no submit");
  table = good_table();
  table.name = "No Such Name";
  EXPECT_NE(refusal(table).find("its name must be"), std::string::npos);
  table = good_table();
  table.variants = -5;
  EXPECT_NE(refusal(table).find("-5 variants"), std::string::npos);
  EXPECT_FALSE(PluginLibrary::adopt(nullptr, "x"));
}

TEST(PluginTable, AnOlderShorterTableLosesOnlyItsLastFunctions) {
  pontage_plugin table = good_table();
  table.failure = [](pontage_device*, pontage_text) {};
  table.struct_size = offsetof(pontage_plugin, trace);
  const auto library = PluginLibrary::adopt(&table, "x");
  ASSERT_TRUE(library) << library.error().what;
  EXPECT_EQ((*library)->table().failure, nullptr) << "beyond its size there is nothing";
  table.struct_size = offsetof(pontage_plugin, submit);
  EXPECT_NE(refusal(table).find("no submit"), std::string::npos);
}

TEST(PluginTable, HostileOnesEndInASentence) {
  Rng rng(Seed{23});
  int refused = 0;
  for (int i = 0; i < 20'000; ++i) {
    pontage_plugin table = good_table();
    // Numbers may be anything and pointers may be missing; a pointer to nowhere nobody can catch.
    auto* words = reinterpret_cast<std::uint32_t*>(&table);
    for (int change = 0; change < 2; ++change)
      words[rng.below(5)] = static_cast<std::uint32_t>(rng.below(1U << 31) << rng.below(2));
    if (table.struct_size > sizeof table) table.struct_size = sizeof table;
    auto* pointers = reinterpret_cast<const void**>(&table.name);
    const std::size_t count = (sizeof table - offsetof(pontage_plugin, name)) / sizeof(void*);
    pointers[rng.below(count)] = nullptr;
    refused += refusal(table).empty() ? 0 : 1;
  }
  EXPECT_GT(refused, 10'000);
}

TEST(AddPlugin, BringsABackendAndItsVariants) {
  Registry registry;
  add_all_kernels(registry);
  const pontage_plugin table = good_table();
  auto backend = add_plugin(registry, *PluginLibrary::adopt(&table, "x"));
  ASSERT_TRUE(backend) << backend.error().what;
  EXPECT_EQ((*backend)->name(), "board");
  const auto variants = registry.variants(**registry.kernel("chase"));
  EXPECT_EQ(variants.back()->name, "walk");
  EXPECT_EQ(dialect_of(variants.back()->entry), "board");
  EXPECT_EQ((*backend)->open({}, nullptr).error().kind, ErrorKind::unavailable);
  const auto twice = add_plugin(registry, *PluginLibrary::adopt(&table, "x"));
  ASSERT_FALSE(twice);
  EXPECT_NE(twice.error().what.find("already a backend 'board'"), std::string::npos);
}

/// A documented struct: its fields by name, with their places.
struct Documented {
  std::string_view kernel;
  std::size_t size;
  std::vector<std::pair<std::string_view, std::size_t>> fields;
};
#define FIELD(type, name) \
  { #name, offsetof(type, name) }

const std::vector<Documented>& documented() {
  using Chase = pontage_chase_shape;
  using Bfs = pontage_bfs_shape;
  using Walk = pontage_random_walk_shape;
  using Khop = pontage_khop_shape;
  using Attention = pontage_attention_shape;
  using Read = pontage_stream_read_shape;
  using MultiplyAdd = pontage_multiply_add_shape;
  using Unify = pontage_unify_shape;
  using Resolve = pontage_resolve_shape;
  using Saturate = pontage_saturate_shape;
  using Join = pontage_triple_join_shape;
  using Packets = pontage_packet_protect_shape;
  using Scan = pontage_similarity_scan_shape;
  using Store = pontage_triple_store_shape;
  using Composite = pontage_composite_shape;
  using Damage = pontage_damage_shape;
  using Convert = pontage_colour_convert_shape;
  using Tiles = pontage_encode_tiles_shape;
  using Jpeg = pontage_encode_jpeg_shape;
  using H264 = pontage_encode_h264_shape;
  static const std::vector<Documented> all{
      {"chase",
       sizeof(Chase),
       {FIELD(Chase, bytes), FIELD(Chase, chains), FIELD(Chase, banks), FIELD(Chase, hops)}},
      {"bfs",
       sizeof(Bfs),
       {FIELD(Bfs, graph), FIELD(Bfs, scale), FIELD(Bfs, degree), FIELD(Bfs, roots)}},
      {"random_walk",
       sizeof(Walk),
       {FIELD(Walk, graph), FIELD(Walk, scale), FIELD(Walk, degree), FIELD(Walk, walks),
        FIELD(Walk, steps), FIELD(Walk, restart), FIELD(Walk, contexts)}},
      {"khop",
       sizeof(Khop),
       {FIELD(Khop, graph), FIELD(Khop, scale), FIELD(Khop, degree), FIELD(Khop, seeds),
        FIELD(Khop, hops), FIELD(Khop, most), FIELD(Khop, contexts)}},
      {"attention",
       sizeof(Attention),
       {FIELD(Attention, batch), FIELD(Attention, heads), FIELD(Attention, kv_heads),
        FIELD(Attention, tokens), FIELD(Attention, context), FIELD(Attention, head_dim),
        FIELD(Attention, mask), FIELD(Attention, storage), FIELD(Attention, inputs)}},
      {"stream_read", sizeof(Read), {FIELD(Read, bytes), FIELD(Read, pieces)}},
      {"multiply_add", sizeof(MultiplyAdd), {FIELD(MultiplyAdd, items), FIELD(MultiplyAdd, steps)}},
      {"unify",
       sizeof(Unify),
       {FIELD(Unify, family), FIELD(Unify, pairs), FIELD(Unify, size), FIELD(Unify, lanes)}},
      {"resolve",
       sizeof(Resolve),
       {FIELD(Resolve, facts), FIELD(Resolve, queries), FIELD(Resolve, size), FIELD(Resolve, depth),
        FIELD(Resolve, most), FIELD(Resolve, lanes)}},
      {"saturate",
       sizeof(Saturate),
       {FIELD(Saturate, facts), FIELD(Saturate, program), FIELD(Saturate, nodes),
        FIELD(Saturate, degree)}},
      {"triple_join",
       sizeof(Join),
       {FIELD(Join, data), FIELD(Join, universities), FIELD(Join, terms), FIELD(Join, predicates),
        FIELD(Join, triples), FIELD(Join, query), FIELD(Join, draw), FIELD(Join, ask),
        FIELD(Join, budget)}},
      {"triple_store",
       sizeof(Store),
       {FIELD(Store, data), FIELD(Store, universities), FIELD(Store, terms),
        FIELD(Store, predicates), FIELD(Store, triples), FIELD(Store, query), FIELD(Store, draw),
        FIELD(Store, ask), FIELD(Store, budget), FIELD(Store, store)}},
      {"packet_protect",
       sizeof(Packets),
       {FIELD(Packets, packets), FIELD(Packets, payload), FIELD(Packets, stripe),
        FIELD(Packets, lengths), FIELD(Packets, cipher), FIELD(Packets, batch)}},
      {"similarity_scan",
       sizeof(Scan),
       {FIELD(Scan, vectors), FIELD(Scan, bits), FIELD(Scan, queries), FIELD(Scan, k),
        FIELD(Scan, noise), FIELD(Scan, pieces), FIELD(Scan, inputs)}},
      {"composite",
       sizeof(Composite),
       {FIELD(Composite, width), FIELD(Composite, height), FIELD(Composite, damage),
        FIELD(Composite, rectangles), FIELD(Composite, age), FIELD(Composite, scene),
        FIELD(Composite, surfaces), FIELD(Composite, output)}},
      {"damage",
       sizeof(Damage),
       {FIELD(Damage, width), FIELD(Damage, height), FIELD(Damage, damage),
        FIELD(Damage, rectangles), FIELD(Damage, age), FIELD(Damage, change),
        FIELD(Damage, changed), FIELD(Damage, session), FIELD(Damage, update)}},
      {"colour_convert",
       sizeof(Convert),
       {FIELD(Convert, width), FIELD(Convert, height), FIELD(Convert, damage),
        FIELD(Convert, rectangles), FIELD(Convert, age), FIELD(Convert, matrix),
        FIELD(Convert, picture), FIELD(Convert, output)}},
      {"encode_tiles",
       sizeof(Tiles),
       {FIELD(Tiles, session), FIELD(Tiles, width), FIELD(Tiles, height), FIELD(Tiles, update),
        FIELD(Tiles, updates), FIELD(Tiles, damage), FIELD(Tiles, level)}},
      {"encode_jpeg",
       sizeof(Jpeg),
       {FIELD(Jpeg, session), FIELD(Jpeg, width), FIELD(Jpeg, height), FIELD(Jpeg, update),
        FIELD(Jpeg, updates), FIELD(Jpeg, damage), FIELD(Jpeg, quality)}},
      {"encode_h264",
       sizeof(H264),
       {FIELD(H264, session), FIELD(H264, width), FIELD(H264, height), FIELD(H264, update),
        FIELD(H264, updates), FIELD(H264, damage), FIELD(H264, qp)}},
  };
  return all;
}
#undef FIELD

/// A field that is added, moved or renamed shows here.
TEST(KernelShapes, TheStructsAreTheSchemas) {
  Registry registry;
  add_all_kernels(registry);
  for (const Kernel* kernel : registry.kernels()) {
    SCOPED_TRACE(std::string(kernel->name()));
    const auto found = std::ranges::find(documented(), kernel->name(), &Documented::kernel);
    ASSERT_NE(found, documented().end()) << "is missing in pontage/kernel_shapes.h, or here";
    const auto axes = kernel->shape_schema().axes();
    ASSERT_EQ(axes.size(), found->fields.size());
    ASSERT_EQ(found->size, 8 * axes.size());
    for (std::size_t i = 0; i < axes.size(); ++i) {
      EXPECT_EQ(axes[i].name, found->fields[i].first);
      EXPECT_EQ(found->fields[i].second, 8 * i);
    }
  }
}

TEST(KernelShapes, NumbersAndWordsStandInTheirPlaces) {
  Registry registry;
  add_all_kernels(registry);
  const ShapeSchema& schema = (*registry.kernel("bfs"))->shape_schema();
  const Shape shape = *schema.make({{"graph", std::string("grid")},
                                    {"scale", std::int64_t{7}},
                                    {"degree", std::int64_t{9}},
                                    {"roots", std::int64_t{2}}});
  const auto words = shape_struct(schema, shape);
  ASSERT_EQ(words.size() * 8, sizeof(pontage_bfs_shape));
  const auto* bfs = reinterpret_cast<const pontage_bfs_shape*>(words.data());
  EXPECT_STREQ(bfs->graph, "grid");
  EXPECT_EQ(bfs->scale, 7);
  EXPECT_EQ(bfs->degree, 9);
  EXPECT_EQ(bfs->roots, 2);
}

TEST(FindPlugin, TakesPathsAsTheyAreAndSearchesForNames) {
  EXPECT_EQ(find_plugin("./x.so", {}), "./x.so");
  EXPECT_EQ(find_plugin("dir/x", {}), "dir/x");
  EXPECT_EQ(find_plugin("nothing_like_it", {"/tmp"}), "");
}

}  // namespace
}  // namespace pontage::plugin
