// SPDX-License-Identifier: Apache-2.0
#include "kernels/packet_protect/packet_protect.hpp"

#include <gtest/gtest.h>
#include <openssl/crypto.h>

#include <atomic>

#include "kernels/packet_protect/packet_protect_shape.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage::packet_protect {
namespace {

using test::able_variants;
using test::Bench;
using test::LazyTeam;
using test::make;
using test::SerialTeam;
using test::ThreadTeam;
using test::variant_named;

std::atomic<int> allocations{0};

/// OpenSSL asks here from its first allocation on.
const int are_counted = CRYPTO_set_mem_functions(
    [](std::size_t size, const char*, int) {
      ++allocations;
      return std::malloc(size);
    },
    [](void* at, std::size_t size, const char*, int) {
      ++allocations;
      return std::realloc(at, size);
    },
    [](void* at, const char*, int) { std::free(at); });

const std::string kSuites[] = {std::string(kSuiteNames[0]), std::string(kSuiteNames[1])};

TEST(PacketProtect, every_variant_agrees_with_the_reference) {
  SerialTeam serial;
  ThreadTeam three(3);
  for (Seed seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Rng rng(seed);
    const auto problem =
        make(packet_protect(),
             {{"packets", static_cast<std::int64_t>(1 + rng.below(200))},
              {"payload",
               static_cast<std::int64_t>(rng.below(4) == 0 ? rng.below(20) : rng.below(1400))},
              {"stripe", static_cast<std::int64_t>(1 + rng.below(20))},
              {"lengths", std::string(rng.below(2) == 0 ? "full" : "mixed")},
              {"cipher", kSuites[rng.below(2)]},
              {"batch", static_cast<std::int64_t>(1 + rng.below(kMostBatch))}},
             seed);
    ASSERT_TRUE(problem) << problem.error().what;
    Bench reference(**problem);
    reference.run(variant_named(packet_protect(), "reference"), serial);
    ASSERT_TRUE(reference.judge().right) << reference.judge().why;
    const Digest expected = (*problem)->canonical(reference.responses());
    for (HostTeam* team : std::initializer_list<HostTeam*>{&serial, &three}) {
      Bench bench(**problem);
      bench.run(variant_named(packet_protect(), "batches"), *team);
      ASSERT_TRUE(bench.judge().right) << bench.judge().why;
      ASSERT_EQ((*problem)->canonical(bench.responses()), expected);
      bench.run(variant_named(packet_protect(), "batches"), *team);
      ASSERT_TRUE(bench.judge().right) << "a second run starts over";
    }
  }
}

TEST(PacketProtect, nothing_is_allocated_for_a_packet) {
  ASSERT_EQ(are_counted, 1);
  ASSERT_GT(PacketCipher::make({}).has_value() ? allocations.load() : 0, 0) << "it counts";
  SerialTeam team;
  for (const std::string& cipher : kSuites) {
    const auto problem = make(packet_protect(), {{"packets", 100}, {"cipher", cipher}});
    for (const Variant& variant : able_variants(packet_protect(), **problem)) {
      Bench bench(**problem);
      const int before = allocations;
      bench.run(variant, team);
      EXPECT_EQ(allocations, before) << variant.name << " " << cipher;
      EXPECT_TRUE(bench.judge().right);
    }
  }
}

TEST(PacketProtect, the_judge_sees_every_bit_and_names_the_packet) {
  const auto problem = make(packet_protect(), {{"packets", 3}, {"payload", 5}});
  SerialTeam team;
  Bench bench(**problem);
  EXPECT_EQ(bench.judge().why, "packet 0: it has no short header") << "nothing was written";
  bench.run(variant_named(packet_protect(), "reference"), team);
  ASSERT_TRUE(bench.judge().right) << bench.judge().why;
  const std::size_t bytes = packet_bytes(5);
  for (std::size_t bit = 0; bit < 3 * bytes * 8; ++bit) {
    const auto flip = static_cast<std::uint8_t>(1U << bit % 8);
    bench.as<std::uint8_t>(kPackets)[bit / 8] ^= flip;
    const std::string packet = "packet " + std::to_string(bit / 8 / bytes) + ": ";
    ASSERT_TRUE(bench.judge().why.starts_with(packet)) << bench.judge().why;
    bench.as<std::uint8_t>(kPackets)[bit / 8] ^= flip;
  }
  std::swap_ranges(bench.as<std::uint8_t>(kPackets), bench.as<std::uint8_t>(kPackets) + bytes,
                   bench.as<std::uint8_t>(kPackets) + bytes);
  EXPECT_TRUE(bench.judge().why.starts_with("packet 0: its number is ")) << bench.judge().why;
}

TEST(PacketProtect, the_judge_compares_frames_and_payload) {
  const auto problem = make(packet_protect(), {{"packets", 4}, {"payload", 50}});
  SerialTeam team;
  Bench bench(**problem);
  bench.as<std::uint8_t>(kBitstream)[50 + 17] ^= 1;
  bench.run(variant_named(packet_protect(), "batches"), team);
  EXPECT_EQ(bench.judge().why, "packet 1: its payload differs from byte 17");
  bench.as<Fragment>(kFragments)[0].app.codec ^= 1;
  bench.run(variant_named(packet_protect(), "batches"), team);
  EXPECT_EQ(bench.judge().why, "packet 0: its frame is not the fragment's");
  LazyTeam lazy;
  const auto two = make(packet_protect(), {{"packets", 100}});
  Bench unfinished(**two);
  unfinished.run(variant_named(packet_protect(), "batches"), lazy);
  EXPECT_TRUE(unfinished.judge().why.starts_with("packet 50: ")) << unfinished.judge().why;
  EXPECT_EQ((*problem)->judge(unfinished.responses()).why,
            "there are 120000 bytes of packets, must be 360");
}

TEST(PacketProtect, what_stands_behind_a_short_packet_says_nothing) {
  const auto problem =
      make(packet_protect(),
           {{"packets", 5}, {"payload", 300}, {"stripe", 5}, {"lengths", std::string("mixed")}});
  SerialTeam team;
  Bench bench(**problem);
  bench.run(variant_named(packet_protect(), "batches"), team);
  const std::size_t end = packet_bytes(bench.as<Fragment>(kFragments)[4].bytes);
  ASSERT_LT(end, packet_bytes(300));
  const Digest right = (*problem)->canonical(bench.responses());
  bench.as<std::uint8_t>(kPackets)[4 * packet_bytes(300) + end] ^= 1;
  EXPECT_TRUE(bench.judge().right) << bench.judge().why;
  EXPECT_EQ((*problem)->canonical(bench.responses()), right);
  bench.as<std::uint8_t>(kPackets)[4 * packet_bytes(300) + end - 1] ^= 1;
  EXPECT_EQ(bench.judge().why, "packet 4: its tag does not fit");
  EXPECT_FALSE((*problem)->canonical(bench.responses()) == right);
}

TEST(PacketProtect, work_is_blocks_and_bytes) {
  const auto problem = make(packet_protect(), {{"packets", 10}, {"payload", 1160}});
  const Work work = (*problem)->work(packet_protect().variants()[0]);
  EXPECT_EQ(work.steps, 10 * (74 + 1)) << "1,173 bytes of a frame and a mask";
  EXPECT_EQ(work.step_name, "block");
  EXPECT_EQ(work.bytes_read, Bytes{11'600 + 10 * 32 + 85});
  EXPECT_EQ(work.bytes_written, Bytes{12'000});
  EXPECT_TRUE((*problem)->remark().starts_with("packets of 1200 bytes; sealed by OpenSSL 3."))
      << (*problem)->remark();
}

TEST(PacketProtect, refuses_what_offsets_cannot_name) {
  const auto problem = make(packet_protect(), {{"packets", 1 << 20}, {"payload", 16'344}});
  ASSERT_FALSE(problem);
  EXPECT_EQ(problem.error().kind, ErrorKind::usage);
}

TEST(PacketProtect, refuses_more_stripes_than_a_header_numbers) {
  const auto made = [](std::int64_t packets) {
    return make(packet_protect(), {{"packets", packets}, {"payload", 3}, {"stripe", 1}});
  };
  EXPECT_TRUE(made(1 << 16));
  const auto problem = made((1 << 16) + 1);
  ASSERT_FALSE(problem);
  EXPECT_EQ(problem.error().kind, ErrorKind::usage);
  EXPECT_NE(problem.error().what.find("a larger 'stripe'"), std::string::npos);
}

TEST(PacketProtect, a_seed_gives_the_same_bytes_everywhere) {
  SerialTeam team;
  const std::string expected[] = {"945132329019c6fa9d1418a3d70015b4",
                                  "517ba83d31fc7a33c22d5dc7e26cf1dc"};
  for (int i = 0; i < 2; ++i) {
    const auto problem = make(packet_protect(), {{"packets", 7}, {"cipher", kSuites[i]}});
    Bench bench(**problem);
    bench.run(variant_named(packet_protect(), "batches"), team);
    EXPECT_EQ(to_text((*problem)->canonical(bench.responses())), expected[i]);
  }
}

}  // namespace
}  // namespace pontage::packet_protect
