// Shared by the tests of training: a folder that goes away, a small task that the tiny program can learn, and
// what makes two trainings the same.
#pragma once

#include "../Runtime/TinyProgram.h"

#include "Model/ModelFile.h"
#include "dlc/Dataset.h"
#include "dlc/Trainer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <sstream>
#include <unistd.h>

namespace dlc::test {

class TrainingTest : public testing::Test {
protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "dlc-training-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder = pattern;
    path = (folder / "tiny.dlm").string();
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  /// Images of 2×2: bright on the left (0), on the right (1), dark (2).
  static Dataset task(std::int64_t count) {
    Dataset data;
    data.source = "task";
    data["images"] = Tensor({count, 2, 2}, DType::u8);
    data["labels"] = Tensor({count}, DType::i64);
    std::uint32_t noise = 12345;
    for (std::int64_t i = 0; i < count; ++i) {
      const std::int64_t label = i * 7 % 3;
      data["labels"].values<std::int64_t>()[static_cast<std::size_t>(i)] = label;
      for (std::int64_t pixel = 0; pixel < 4; ++pixel) {
        noise = noise * 1664525 + 1013904223;
        data["images"].values<std::uint8_t>()[static_cast<std::size_t>(i * 4 + pixel)] =
            static_cast<std::uint8_t>((noise >> 26) + (label == pixel % 2 ? 180 : 0));
      }
    }
    return data;
  }

  TrainOptions options(std::int64_t epochs) const {
    TrainOptions result;
    result.epochs = epochs;
    result.batch = 16;
    result.learningRate = 0.5;
    result.seed = 11;
    result.validation = 0.2;
    result.checkpoint = path;
    result.checkpointSeconds = 0; // after each epoch
    result.optimizer = "momentum";
    return result;
  }

  static std::string problemOf(const std::function<void()> &action) {
    try {
      action();
    } catch (const Error &error) {
      return error.what();
    }
    return "no error";
  }
  std::string problemOfTraining(Program &program, const Dataset &data, const TrainOptions &options) const {
    return problemOf([&] { Trainer(program, data, options).run(); });
  }

  static std::string bytesOf(const Program &program) {
    std::string all;
    for (const VariableInfo &variable : program.variables()) {
      const auto bytes = program.variable(variable.tensor.name).bytes();
      all.append(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    }
    return all;
  }
  /// All that must not depend on the clock, with every bit of the numbers.
  static std::string exactly(const EpochRecord &record) {
    std::ostringstream text;
    text << std::hexfloat << record.epoch << ' ' << record.training.loss << ' ' << *record.training.accuracy()
         << ' ' << record.training.examples;
    if (record.validation)
      text << ' ' << record.validation->loss << ' ' << *record.validation->accuracy() << ' '
           << record.validation->examples;
    return text.str();
  }
  static std::string read(const std::string &file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  std::ptrdiff_t filesInFolder() const {
    return std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator());
  }

  std::filesystem::path folder;
  std::string path;
};

} // namespace dlc::test
