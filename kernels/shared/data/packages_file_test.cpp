// SPDX-License-Identifier: Apache-2.0
#include "kernels/shared/data/packages_file.hpp"

#include <gtest/gtest.h>

#include <string>

namespace pontage::data {
namespace {

/// "package{field=value;…}" of every package.
std::string told(std::string_view text) {
  std::string all;
  const auto read =
      read_packages(text, [&](std::string_view package, std::span<const PackageField> fields) {
        all += std::string(package) + "{";
        for (const auto& [name, value] : fields)
          all += std::string(name) + "=" + std::string(value) + ";";
        all += "}";
      });
  return read ? all : read.error().what;
}

TEST(PackagesFile, paragraphs_and_fields) {
  EXPECT_EQ(told("Package: a\nDepends:  b (>= 1)\nDescription: short\n long: not a field\n .\n\n"
                 "Version: 1\n\nPackage: c\n"),
            "a{Package=a;Depends=b (>= 1);Description=short;}c{Package=c;}");
}

TEST(PackagesFile, tags_go_on_in_folded_lines) {
  EXPECT_EQ(told("Package: a\nTag: x::y, z::w,\n u::v\nSize: 7\n 8\n"),
            "a{Package=a;Tag=x::y, z::w,;Tag=u::v;Size=7;}");
}

TEST(PackagesFile, what_has_no_package_is_none) {
  EXPECT_EQ(told("<html>404</html>"),
            "a list of packages has no line that begins with 'Package: '");
  EXPECT_EQ(told(""), "a list of packages has no line that begins with 'Package: '");
}

TEST(PackagesFile, names_of_a_relation) {
  std::vector<std::string_view> names;
  add_related_names("a (>= 1) | b:any [amd64], c <!nocheck>,, ", names);
  EXPECT_EQ(names, (std::vector<std::string_view>{"a", "b", "c"}));
}

}  // namespace
}  // namespace pontage::data
