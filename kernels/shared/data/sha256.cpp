// SPDX-License-Identifier: Apache-2.0
#include "kernels/shared/data/sha256.hpp"

#include <openssl/evp.h>

#include <array>
#include <fstream>

namespace pontage::data {
namespace {

EVP_MD_CTX* of(void* context) { return static_cast<EVP_MD_CTX*>(context); }

}  // namespace

Sha256::Sha256() : context_(EVP_MD_CTX_new(), [](void* context) { EVP_MD_CTX_free(of(context)); }) {
  is_good_ = context_ && EVP_DigestInit_ex(of(context_.get()), EVP_sha256(), nullptr) == 1;
}

void Sha256::add(std::string_view text) {
  is_good_ = is_good_ && EVP_DigestUpdate(of(context_.get()), text.data(), text.size()) == 1;
}

Result<std::string> Sha256::hex() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  if (!is_good_ || EVP_DigestFinal_ex(of(context_.get()), bytes.data(), &size) != 1)
    return fail(ErrorKind::internal, "OpenSSL has no SHA-256");
  std::string text;
  for (unsigned i = 0; i < size; ++i)
    for (const int digit : {bytes[i] >> 4, bytes[i] & 15}) text += "0123456789abcdef"[digit];
  return text;
}

Result<std::string> sha256_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(ErrorKind::unreadable, path + ": cannot be read");
  Sha256 hash;
  std::array<char, 1 << 16> block;
  while (file.read(block.data(), block.size()) || file.gcount() > 0)
    hash.add({block.data(), static_cast<std::size_t>(file.gcount())});
  if (file.bad()) return fail(ErrorKind::unreadable, path + ": cannot be read");
  return hash.hex();
}

}  // namespace pontage::data
