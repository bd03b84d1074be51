// Shared by the tests of the .dlm container: a folder that goes away, a small model, and files made by hand
// that are wrong in one place while every checksum is right.
#pragma once

#include "Model/Format.h"
#include "Model/ModelFile.h"
#include "dlc/Error.h"

#include <cstring>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>
#include <unistd.h>
#include <vector>

namespace dlc::test {

class ModelTest : public testing::Test {
protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "dlc-model-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder = pattern;
    path = folder / "small.dlm";
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  /// A model with segments of several types, one scalar and one empty; its bytes live in this fixture.
  ModelContents smallModel() const {
    ModelContents model;
    model.graph = "func.func @predict() { return }\n";
    model.segments = {{"weight", DType::f32, {2, 3}, ModelSegment::Role::Parameter, bytesOf(weight)},
                      {"steps", DType::i64, {}, ModelSegment::Role::Buffer, bytesOf(steps)},
                      {"nothing", DType::u8, {0, 4}, ModelSegment::Role::Buffer, {}},
                      {"weight.momentum", DType::f64, {3}, ModelSegment::Role::Optimizer, bytesOf(momentum)},
                      {"weight", DType::f32, {3, 2}, ModelSegment::Role::Constant, bytesOf(table)}};
    model.dialectVersion = 2;
    model.optimizer = ModelOptimizer{"sgd", "learning_rate = 0.1"};
    model.progress =
        ModelProgress{.seed = 1,
                      .epoch = 2,
                      .stepInEpoch = 3,
                      .globalStep = 4,
                      .batchSize = 5,
                      .shuffleSeed = ~uint64_t(0),
                      .examplesInEpoch = 6,
                      .secondsInEpoch = 0.75,
                      .metrics = {{"loss", 1e-300}, {"accuracy", -0.0}},
                      .examples = 8,
                      .validationExamples = 7,
                      .schedule = {.factor = 0.25, .best = 0.5, .worseEpochs = 3, .cooldown = 2}};
    model.classNames = {"cat", "dog"};
    model.normalization = {{0.5f, 0.25f}, {1.0f, 2.0f}};
    model.producer = "test 1";
    return model;
  }

  template <typename Container> static std::span<const std::byte> bytesOf(const Container &values) {
    return std::as_bytes(std::span(values));
  }

  static std::string read(const std::filesystem::path &file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  static void write(const std::filesystem::path &file, const std::string &text) {
    // A new file each time: some file systems wait for the disk when a file is truncated and written again.
    std::filesystem::remove(file);
    std::ofstream stream(file, std::ios::binary);
    stream << text;
    ASSERT_TRUE(stream.flush());
  }

  static model_format::Header headerOf(const std::string &file) {
    model_format::Header header;
    std::memcpy(&header, file.data(), sizeof(header));
    return header;
  }
  /// Puts header into file with the checksum that it should have.
  static void seal(std::string &file, model_format::Header header) {
    header.header_checksum = model_format::checksum(header);
    std::memcpy(file.data(), &header, sizeof(header));
  }

  /// What goes wrong when the file is opened and all of it is checked; empty if nothing does.
  std::string problemOf(const std::string &file) const {
    write(path, file);
    try {
      ModelFile model(path);
      model.verifyChecksums();
    } catch (const Error &error) {
      return error.what();
    }
    return {};
  }
  std::string at(uint64_t offset, const std::string &message) const {
    return path.string() + ": byte " + std::to_string(offset) + ": " + message;
  }

  std::filesystem::path folder, path;
  std::vector<float> weight = {1, 2, 3, 4, 5, 6};
  std::vector<int64_t> steps = {-7};
  std::vector<float> table = {-1, -2, -3, -4, -5, -6};
  std::vector<double> momentum = {0.5, -0.5, 1e300};
};

} // namespace dlc::test
