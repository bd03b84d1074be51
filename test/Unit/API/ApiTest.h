// What the tests of this component share: the message of an error, and a small network as text.
#pragma once

#include "dlc/Graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dlc {

/// The message of the Error that `run` throws.
template <typename Run> std::string messageOf(Run run) {
  try {
    run();
  } catch (const Error &error) {
    return error.what();
  }
  ADD_FAILURE() << "no error was thrown";
  return "";
}

inline constexpr const char *tinyText = R"(// Halves and classifies.
module @tiny {
  nn.variable @fc.weight : tensor<4x3xf32> init #nn.he_normal
  nn.variable buffer @seen : tensor<i64> init #nn.zeros

  nn.func private @half(%x: tensor<?x4xf32>) -> (y: tensor<?x4xf32>) {
    %two = nn.constant dense<2.0> : tensor<f32>
    %y = nn.div %x, %two : tensor<?x4xf32>, tensor<f32>
    nn.return %y : tensor<?x4xf32>
  }
  nn.func @predict(%image: tensor<?x4xf32>) -> (logits: tensor<?x3xf32>) {
    %w = nn.read @fc.weight : tensor<4x3xf32>
    %half = nn.call @half(%image) : (tensor<?x4xf32>) -> tensor<?x4xf32>
    %logits = nn.matmul %half, %w : tensor<?x4xf32>, tensor<4x3xf32>
    nn.return %logits : tensor<?x3xf32>
  }
}
)";

} // namespace dlc
