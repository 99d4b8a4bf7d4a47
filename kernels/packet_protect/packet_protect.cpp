// SPDX-License-Identifier: Apache-2.0
#include "kernels/packet_protect/packet_protect.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>
#include <vector>

#include "kernels/packet_protect/chacha_masks.hpp"
#include "kernels/packet_protect/packet_protect_shape.hpp"
#include "kernels/packet_protect/packet_protect_variants.hpp"
#include "libbench/available_memory.hpp"
#include "libbench/check.hpp"

namespace pontage::packet_protect {
namespace {

/// The traffic secret of every problem: fixed, for what is measured does not depend on it.
constexpr std::array<std::uint8_t, kSecretBytes> kSecret = [] {
  std::array<std::uint8_t, kSecretBytes> secret{};
  for (std::size_t i = 0; i < secret.size(); ++i) secret[i] = static_cast<std::uint8_t>(i);
  return secret;
}();

const ShapeSchemaOf<PacketProtectShape>& schema() {
  static const ShapeSchemaOf<PacketProtectShape> fields({
      {{"packets", "count", "packets in one job", 256, 1, 1 << 20}, &PacketProtectShape::packets},
      {{"payload", "bytes", "of a full packet; it is 40 bytes longer", 1160, 0, 16'344},
       &PacketProtectShape::payload},
      {{"stripe", "count", "packets of a stripe of the picture", 16, 1, 255},
       &PacketProtectShape::stripe},
      {{"lengths",
        "",
        "full packets only, or a shorter one at the end of each stripe",
        "full",
        0,
        0,
        {"full", "mixed"}},
       &PacketProtectShape::lengths},
      {{"cipher",
        "",
        "what seals the packets",
        std::string(kSuiteNames[0]),
        0,
        0,
        {std::string(kSuiteNames[0]), std::string(kSuiteNames[1])}},
       &PacketProtectShape::cipher},
      {{"batch", "count", "packets that a worker takes at once", 50, 1, kMostBatch},
       &PacketProtectShape::batch},
  });
  return fields;
}

/// Stands in every record: what makes the masks that the library makes one by one.
std::string masks_by() {
#ifdef PONTAGE_HAS_HIGHWAY
  return std::string("; ChaCha20's masks in lanes of ") + chacha_masks_target();
#else
  return "; built without masks in lanes";
#endif
}

/// A frame's packets, stripe after stripe, and how many bytes of bitstream they carry.
std::vector<Fragment> cut_up(const PacketProtectShape& shape, Rng& rng) {
  std::vector<Fragment> fragments;
  const auto payload = static_cast<std::uint32_t>(shape.payload.count());
  const std::uint64_t first = rng.below(std::uint64_t{1} << 61);
  const auto frame = static_cast<std::uint32_t>(rng.next());
  std::uint32_t from = 0;
  for (std::int64_t i = 0; i < shape.packets; ++i) {
    const std::int64_t stripe = i / shape.stripe;
    const std::int64_t of = std::min(shape.stripe, shape.packets - stripe * shape.stripe);
    Fragment fragment;
    fragment.number = first + static_cast<std::uint64_t>(i);
    fragment.from = from;
    const bool is_last = i - stripe * shape.stripe == of - 1;
    fragment.bytes = is_last && shape.lengths == "mixed"
                         ? static_cast<std::uint32_t>(rng.below(payload + std::uint64_t{1}))
                         : payload;
    fragment.app = {.frame = frame,
                    .session = 1,
                    .stripe = static_cast<std::uint16_t>(stripe),
                    .fragment = static_cast<std::uint8_t>(i % shape.stripe),
                    .fragments = static_cast<std::uint8_t>(of),
                    .codec = static_cast<std::uint8_t>('T')};
    from += fragment.bytes;
    fragments.push_back(fragment);
  }
  return fragments;
}

class PacketProtectProblem final : public Problem {
 public:
  PacketProtectProblem(const PacketProtectShape& fields, Settings settings, Seed seed,
                       PacketCiphers ciphers, const Keys& keys)
      : ciphers_(std::move(ciphers)) {
    auto own = std::make_shared<PacketProtectShape>(fields);
    own->opened = &ciphers_;
    shape_ = Shape(std::move(own), std::move(settings));
    Rng rng(seed);
    connection_.keys = keys;
    for (auto& byte : connection_.address) byte = static_cast<std::uint8_t>(rng.below(256));
    fragments_ = cut_up(fields, rng);
    bitstream_.resize(fragments_.back().from + std::size_t{fragments_.back().bytes});
    for (auto& byte : bitstream_) byte = static_cast<std::uint8_t>(rng.next() >> 56);
    const auto size_of = [](const auto& all) {
      return Bytes{static_cast<std::int64_t>(std::as_bytes(std::span(all)).size())};
    };
    values_ = {{{"connection", Bytes{sizeof(Connection)}, Role::dataset},
                {"bitstream", size_of(bitstream_), Role::request},
                {"fragments", size_of(fragments_), Role::request},
                {"packets", Bytes{static_cast<std::int64_t>(fragments_.size() * stride())},
                 Role::response}}};
  }

  std::span<const ValueSpec> values() const override { return values_; }
  const Shape& shape() const override { return shape_; }

  Work work(const Variant&) const override {
    const auto written = bitstream_.size() + fragments_.size() * kOverhead;
    std::int64_t blocks = 0;
    for (const Fragment& fragment : fragments_)
      blocks += blocks_of(static_cast<std::int64_t>(fragment.bytes));
    return {.steps = blocks,
            .step_name = "block",
            .bytes_read =
                values_[kConnection].most + values_[kBitstream].most + values_[kFragments].most,
            .bytes_written = Bytes{static_cast<std::int64_t>(written)}};
  }

  void fill(std::size_t value, std::span<std::byte> to) const override {
    const std::array<std::span<const std::byte>, 3> inputs{
        std::as_bytes(std::span(&connection_, 1)), std::as_bytes(std::span(bitstream_)),
        std::as_bytes(std::span(fragments_))};
    PONTAGE_CHECK(value < inputs.size() && to.size() >= inputs[value].size(), value, to.size());
    std::ranges::copy(inputs[value], to.begin());
  }

  Verdict judge(const HostValues& values) const override {
    const auto bytes = values.as<std::uint8_t>(kPackets);
    if (bytes.size() != fragments_.size() * stride())
      return Verdict::wrong("there are " + std::to_string(bytes.size()) +
                            " bytes of packets, must be " +
                            std::to_string(fragments_.size() * stride()));
    auto cipher = PacketCipher::make(connection_.keys);
    if (!cipher) return Verdict::wrong(cipher.error().what);
    std::vector<std::uint8_t> plain(stride());
    for (std::size_t i = 0; i < fragments_.size(); ++i)
      if (const std::string why = what_is_wrong(*cipher, i, packet(bytes, i), plain); !why.empty())
        return Verdict::wrong("packet " + std::to_string(i) + ": " + why);
    return {};
  }

  /// The packets without what stands behind their ends.
  Digest canonical(const HostValues& values) const override {
    Digest digest;
    for (std::size_t i = 0; i < fragments_.size(); ++i)
      digest = digest_bytes(std::as_bytes(packet(values.as<std::uint8_t>(kPackets), i)), digest);
    return digest;
  }

  std::string remark() const override {
    return "packets of " + std::to_string(stride()) + " bytes; sealed by " + library_version() +
           masks_by();
  }

 private:
  std::size_t stride() const {
    return packet_bytes(static_cast<std::size_t>(shape_.as<PacketProtectShape>().payload.count()));
  }
  std::span<const std::uint8_t> packet(std::span<const std::uint8_t> all, std::size_t i) const {
    return all.subspan(i * stride(), packet_bytes(fragments_[i].bytes));
  }

  std::string what_is_wrong(PacketCipher& cipher, std::size_t i,
                            std::span<const std::uint8_t> packet,
                            std::span<std::uint8_t> plain) const {
    const Fragment& fragment = fragments_[i];
    // The client expects the number after the one that came before.
    const Opened opened =
        unprotect(cipher, connection_.address, fragments_[0].number + i, packet, plain);
    if (opened.refusal != Refusal::none) return std::string(to_text(opened.refusal));
    if (opened.number != fragment.number || opened.number_bytes != kNumberBytes)
      return "its number is " + std::to_string(opened.number) + " in " +
             std::to_string(opened.number_bytes) + " bytes, must be " +
             std::to_string(fragment.number) + " in " + std::to_string(kNumberBytes);
    const AppFrame frame = parse_frame(plain.first(opened.plain_bytes));
    if (!frame.is_ours || frame.app != fragment.app) return "its frame is not the fragment's";
    const auto payload = std::span(bitstream_).subspan(fragment.from, fragment.bytes);
    const auto [got, expected] = std::ranges::mismatch(frame.payload, payload);
    if (got != frame.payload.end() || expected != payload.end())
      return "its payload differs from byte " + std::to_string(expected - payload.begin());
    return {};
  }

  PacketCiphers ciphers_;
  Shape shape_;
  Connection connection_;
  std::vector<Fragment> fragments_;
  std::vector<std::uint8_t> bitstream_;
  std::array<ValueSpec, 4> values_;
};

/// The contexts are open in this process; a plug-in's device may be anywhere.
std::string cipher_refusal(const Problem& problem) {
  return dynamic_cast<const PacketProtectProblem*>(&problem) != nullptr
             ? ""
             : "its contexts are open in Pontage's process, not in a plug-in's device";
}

class PacketProtect final : public Kernel {
 public:
  std::string_view name() const override { return "packet_protect"; }
  std::string_view summary() const override {
    return "a bitstream cut into QUIC packets, sealed and their headers masked";
  }
  const ShapeSchema& shape_schema() const override { return schema(); }
  std::span<const Variant> variants() const override { return variants_; }
  std::span<const Suite> suites() const override { return suites_; }

  Result<std::unique_ptr<Problem>> make_problem(const Shape& shape, Seed seed) const override {
    const auto& fields = shape.as<PacketProtectShape>();
    const Bytes bitstream = fields.payload * fields.packets;
    if ((fields.packets - 1) / fields.stripe > UINT16_MAX)
      return fail(ErrorKind::usage,
                  std::to_string(fields.packets) + " packets in stripes of " +
                      std::to_string(fields.stripe) +
                      " are more stripes than a frame can number (65,536); give fewer 'packets' or "
                      "a larger 'stripe'");
    if (bitstream > Bytes{UINT32_MAX})
      return fail(ErrorKind::usage, "a bitstream of " + to_text(bitstream) +
                                        " is more than 4 GiB; give fewer 'packets'");
    if (auto good = check_room(bitstream * 2, "a bitstream of " + to_text(bitstream),
                               "give fewer 'packets'");
        !good)
      return pass_on(good.error());
    const auto keys = derive_keys(suite_named(fields.cipher), kSecret);
    if (!keys) return pass_on(keys.error());
    auto ciphers = PacketCiphers::make(*keys);
    if (!ciphers) return pass_on(ciphers.error());
    return std::make_unique<PacketProtectProblem>(fields, shape.settings(), seed,
                                                  std::move(*ciphers), *keys);
  }

 private:
  std::vector<Variant> variants_{
      {"batches", packet_protect_batches, "contexts are kept; the masks of a batch in one go",
       cipher_refusal},
      {"reference", packet_protect_reference, "one packet after the other, serial", cipher_refusal},
  };
  std::array<Suite, 3> suites_{{
      {"check",
       "small and awkward shapes, for their answers",
       {{"packets", "[1,130]"},
        {"payload", "[3,1160]"},
        {"stripe", "5"},
        {"lengths", "mixed"},
        {"cipher", "[aes_128_gcm,chacha20_poly1305]"},
        {"batch", "50"}}},
      {"quick",
       "what a packet of 1,200 bytes costs",
       {{"cipher", "[aes_128_gcm,chacha20_poly1305]"}, {"workers", "1"}}},
      {"full",
       "what batching saves, and where short packets lose",
       {{"cipher", "[aes_128_gcm,chacha20_poly1305]"},
        {"payload", "[64,256,1160,8960]"},
        {"batch", "[1,2,5,10,20,50]"},
        {"workers", "1"}}},
  }};
};

}  // namespace

const Kernel& packet_protect() {
  static const PacketProtect kernel;
  return kernel;
}

}  // namespace pontage::packet_protect
