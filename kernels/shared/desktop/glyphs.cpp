// SPDX-License-Identifier: Apache-2.0
/// The letters of the project's own font as strokes of a pen. A stroke is points joined by lines;
/// a space is between strokes; a point alone is a dot. A point is a column 0 to 8 and a line: 'a'
/// is the top of capitals, 'e' that of small letters, 'm' the base line, 'q' the lowest descender.
#include <iterator>

#include "kernels/shared/desktop/font.hpp"

namespace pontage::desktop {
namespace {

constexpr std::string_view kStrokes[] = {
    "",                                     // space
    "4a4i 4m",                              // !
    "2a2d 6a6d",                            // "
    "3a1m 7a5m 0e8e 0i8i",                  // #
    "8c6b2b0c0d2f6g8i8j6l2l0j 4a4n",        // $
    "8a0m 1a3b3d1e0d0b1a 7i8j8l7m5l5j7i",   // %
    "8m1d1b2a4a5b5d0i0k2m4m8h",             // &
    "4a4d",                                 // '
    "6a3d3k6n",                             // (
    "2a5d5k2n",                             // )
    "4b4j 1d7h 7d1h",                       // *
    "4d4l 0h8h",                            // +
    "4l4m3o",                               // ,
    "1h7h",                                 // -
    "4l4m",                                 // .
    "7a1n",                                 // /
    "3a5a8d8j5m3m0j0d3a 4g",                // 0
    "1c4a4m 1m7m",                          // 1
    "0c2a6a8c8e0m8m",                       // 2
    "0b2a6a8c8d6f3f 6f8h8k6m2m0l",          // 3
    "6m6a0j8j",                             // 4
    "8a1a0f5e8g8j5m2m0l",                   // 5
    "7a4a0e0j3m5m8j8h5f3f0h",               // 6
    "0a8a3m",                               // 7
    "2a6a8c8d6f2f0d0c2a 2f0h0k2m6m8k8h6f",  // 8
    "1m4m8i8d5a3a0d0e3g5g8e",               // 9
    "4f4g 4l4m",                            // :
    "4f4g 4l4m3o",                          // ;
    "7d1h7l",                               // <
    "0f8f 0j8j",                            // =
    "1d7h1l",                               // >
    "0b2a5a8c8e4g4i 4m",                    // ?
    "6i4j3h4f6f6j8i8d6a3a0d0j3m7m",         // @
    "0m4a8m 1i7i",                          // A
    "0a0m 0a5a7b7e5f0f 5f8h8k6m0m",         // B
    "8c6a3a0d0j3m6m8k",                     // C
    "0a0m 0a4a7c8e8i7k4m0m",                // D
    "8a0a0m8m 0f6f",                        // E
    "8a0a0m 0f6f",                          // F
    "8c6a3a0d0j3m6m8k8g5g",                 // G
    "0a0m 8a8m 0f8f",                       // H
    "1a7a 4a4m 1m7m",                       // I
    "3a8a 6a6j4m2m0k",                      // J
    "0a0m 8a0h 3f8m",                       // K
    "0a0m8m",                               // L
    "0m0a4g8a8m",                           // M
    "0m0a8m8a",                             // N
    "3a5a8d8j5m3m0j0d3a",                   // O
    "0m0a5a8c8e5g0g",                       // P
    "3a5a8d8j5m3m0j0d3a 5j8n",              // Q
    "0m0a5a8c8e5g0g 4g8m",                  // R
    "8c6a2a0c0d2f6g8i8k6m2m0k",             // S
    "0a8a 4a4m",                            // T
    "0a0j2m6m8j8a",                         // U
    "0a4m8a",                               // V
    "0a2m4e6m8a",                           // W
    "0a8m 8a0m",                            // X
    "0a4g8a 4g4m",                          // Y
    "0a8a0m8m",                             // Z
    "6a3a3n6n",                             // [
    "1a7n",                                 // backslash
    "2a5a5n2n",                             // ]
    "1e4a7e",                               // ^
    "0o8o",                                 // _
    "3a5c",                                 // `
    "1f2e5e7g7m 7h2h0j0k2m4m7k",            // a
    "0a0m 0g3e5e8g8k5m3m0k",                // b
    "7f5e3e0g0k3m5m7l",                     // c
    "8a8m 8g5e3e0g0k3m5m8k",                // d
    "0i8i8g5e3e0g0k3m6m8l",                 // e
    "7a5a3c3m 0e6e",                        // f
    "8e8o6q2q0p 8g5e3e0g0k3m5m8k",          // g
    "0a0m 0g3e5e8g8m",                      // h
    "1e4e4m 1m7m 4a4b",                     // i
    "2e5e5o3q1q 5a5b",                      // j
    "0a0m 7e0j 3h8m",                       // k
    "1a4a4k6m7m",                           // l
    "0e0m 0f2e3e4f4m 4f6e7e8f8m",           // m
    "0e0m 0g3e5e8g8m",                      // n
    "3e5e8g8k5m3m0k0g3e",                   // o
    "0e0q 0g3e5e8g8k5m3m0k",                // p
    "8e8q 8g5e3e0g0k3m5m8k",                // q
    "1e1m 1h4e6e7f",                        // r
    "7f5e2e0f0g2i6i8k7l5m2m0l",             // s
    "3b3k5m7m 0e7e",                        // t
    "0e0k3m5m8k 8e8m",                      // u
    "0e4m8e",                               // v
    "0e2m4g6m8e",                           // w
    "0e8m 8e0m",                            // x
    "0e4m 8e3p1q0q",                        // y
    "0e8e0m8m",                             // z
    "6a4a4f2g4h4n6n",                       // {
    "4a4o",                                 // |
    "2a4a4f6g4h4n2n",                       // }
    "0i2g4h6i8g",                           // ~
};
static_assert(std::size(kStrokes) == '~' - ' ' + 1);

}  // namespace

std::string_view strokes_of(char letter) {
  return letter < ' ' || letter > '~' ? std::string_view() : kStrokes[letter - ' '];
}

}  // namespace pontage::desktop
