// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include "kernels/frame_encode/h264_decoders.hpp"
#include "kernels/frame_encode/h264_session.hpp"

namespace pontage::frame_encode::h264::test {

inline void expect_pictures(const Decoded& decoded, const CodedSession& session,
                            const char* decoder) {
  EXPECT_EQ(decoded.complaints, "") << decoder;
  ASSERT_EQ(decoded.pictures.size(), session.pictures.size()) << decoder;
  for (std::size_t i = 0; i < decoded.pictures.size(); ++i)
    ASSERT_TRUE(decoded.pictures[i] == session.pictures[i]) << decoder << ", picture " << i;
}

inline void expect_decodes(const CodedSession& session) {
  expect_pictures(decode_by_libavcodec(session.stream, session.sizes), session, "libavcodec");
  expect_pictures(decode_by_openh264(session.stream, session.sizes), session, "OpenH264");
}

}  // namespace pontage::frame_encode::h264::test
