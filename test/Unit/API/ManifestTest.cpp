// The manifest of a module of nn: entries, state, and weights from a file.
#include "ApiTest.h"

#include "API/GraphImpl.h"
#include "API/Manifest.h"
#include "Model/ModelFile.h"
#include "NN/NN.h"

#include "mlir/Parser/Parser.h"

#include <filesystem>
#include <unistd.h>

namespace dlc {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// As nn-lift-state leaves it.
const char *lifted =
    R"(module @net attributes {nn.class_names = ["a", "b"], nn.mean = [0.5 : f32], nn.stddev = [0.25 : f32]} {
  nn.variable @w : tensor<4x3xf32> init #nn.zeros
  nn.variable buffer @unused : tensor<2xi64> init #nn.random_state
  nn.variable optimizer @w.m : tensor<4x3xf32> init #nn.zeros
  nn.func private @helper(%x: tensor<4xf32>) -> (y: tensor<4xf32>) {
    nn.return %x : tensor<4xf32>
  }
  nn.func @predict(%image: tensor<?x4xf32>, %w: tensor<4x3xf32>) -> (logits: tensor<?x3xf32>) attributes {nn.state_arguments = [@w]} {
    %y = nn.matmul %image, %w : tensor<?x4xf32>, tensor<4x3xf32>
    nn.return %y : tensor<?x3xf32>
  }
  nn.func @step(%rate: tensor<f32>, %w: tensor<4x3xf32>, %w.m: tensor<4x3xf32>) -> (loss: tensor<f32>, w: tensor<4x3xf32>)
      attributes {nn.state_arguments = [@w, @w.m], nn.state_results = [@w]} {
    nn.return %rate, %w.m : tensor<f32>, tensor<4x3xf32>
  }
}
)";

class ManifestOf : public testing::Test {
protected:
  ManifestOf() {
    context.allowUnregisteredDialects();
    context.loadDialect<nn::NNDialect>();
    module = mlir::parseSourceString<mlir::ModuleOp>(lifted, &context);
  }
  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
};

TEST_F(ManifestOf, TellsEntriesFromState) {
  ASSERT_TRUE(module);
  Manifest manifest = manifestOf(*module, "net_");
  EXPECT_EQ(findProblem(manifest), std::nullopt);
  EXPECT_EQ(manifest.name, "net");
  EXPECT_THAT(manifest.classNames, ElementsAre("a", "b"));
  EXPECT_THAT(manifest.mean, ElementsAre(0.5f));
  EXPECT_THAT(manifest.standardDeviation, ElementsAre(0.25f));

  ASSERT_EQ(manifest.variables.size(), 3u);
  EXPECT_EQ(manifest.variables[0].tensor.name, "w");
  EXPECT_THAT(manifest.variables[0].tensor.shape, ElementsAre(4, 3));
  EXPECT_EQ(manifest.variables[1].role, ModelSegment::Role::Buffer);
  EXPECT_EQ(manifest.variables[1].tensor.type, DType::i64);
  EXPECT_EQ(manifest.variables[2].role, ModelSegment::Role::Optimizer);

  ASSERT_EQ(manifest.entries.size(), 2u); // @helper is private
  const ManifestEntry &predict = manifest.entries[0], &step = manifest.entries[1];
  EXPECT_EQ(predict.role, EntryRole::Predict);
  EXPECT_EQ(step.role, EntryRole::Other);
  EXPECT_FALSE(manifest.variables[0].isRandomState);
  EXPECT_TRUE(manifest.variables[1].isRandomState);
  EXPECT_EQ(predict.symbol, "net_predict");
  ASSERT_EQ(predict.inputs.size(), 1u);
  EXPECT_EQ(predict.inputs[0].name, "image");
  EXPECT_THAT(predict.inputs[0].shape, ElementsAre(-1, 4));
  EXPECT_EQ(predict.outputs[0].name, "logits");
  EXPECT_THAT(predict.variables, ElementsAre(0));
  EXPECT_FALSE(predict.writes);
  ASSERT_EQ(step.outputs.size(), 1u);
  EXPECT_THAT(step.outputs[0].shape, ElementsAre());
  EXPECT_THAT(step.variables, ElementsAre(0, 2));
  EXPECT_TRUE(step.writes);
}

// What is left of a module when it has been compiled: functions with attributes.
TEST_F(ManifestOf, TakesArenasFromCompiledFunctions) {
  Manifest manifest = manifestOf(*module);
  manifest.entries.pop_back();
  mlir::Operation *function = module->lookupSymbol("predict");
  EXPECT_THAT(messageOf([&] { addArenas(manifest, *module); }),
              HasSubstr("'predict' does not say its dlc.fixed_arena_bytes"));
  mlir::OpBuilder builder(&context);
  function->setAttr("dlc.fixed_arena_bytes", builder.getI64IntegerAttr(128));
  function->setAttr("dlc.batch_arena_bytes", builder.getI64IntegerAttr(64));
  addArenas(manifest, *module);
  EXPECT_EQ(manifest.entries[0].fixedArenaBytes, 128);
  EXPECT_EQ(manifest.entries[0].batchArenaBytes, 64);
}

TEST_F(ManifestOf, NumbersSizes) {
  auto sized = mlir::parseSourceString<mlir::ModuleOp>(R"(
    !x = tensor<?x?x?xf32, #nn.sizes<width, 2 * height, batch>>
    nn.func @predict(%x: !x) -> (x: !x, y: tensor<?x?xf32, #nn.sizes<height + 1, 2 * height>>) {
      %y = "test.y"() : () -> tensor<?x?xf32, #nn.sizes<height + 1, 2 * height>>
      nn.return %x, %y : !x, tensor<?x?xf32, #nn.sizes<height + 1, 2 * height>>
    })",
                                                       &context);
  ASSERT_TRUE(sized);
  Manifest manifest = manifestOf(*sized);
  ManifestEntry &predict = manifest.entries[0];
  EXPECT_THAT(predict.sizes, ElementsAre("batch", "height", "width"));
  EXPECT_THAT(predict.derivedSizes, ElementsAre("2 * height", "height + 1"));
  EXPECT_THAT(predict.inputs[0].shape, ElementsAre(-3, -4, -1));
  EXPECT_THAT(predict.outputs[1].shape, ElementsAre(-5, -4));
  EXPECT_EQ(predict.sizeText(-5), "height + 1");
  EXPECT_TRUE(predict.depends(1));

  mlir::Operation *function = sized->lookupSymbol("predict");
  mlir::OpBuilder builder(&context);
  function->setAttr("dlc.fixed_arena_bytes", builder.getI64IntegerAttr(128));
  function->setAttr("dlc.measure", builder.getUnitAttr());
  addArenas(manifest, *sized);
  EXPECT_TRUE(predict.hasMeasure);
  EXPECT_EQ(findProblem(manifest), "the model has no name");
  manifest.name = "net";
  EXPECT_EQ(findProblem(manifest), std::nullopt);
}

TEST_F(ManifestOf, FallbacksHaveTheSameEntryPoints) {
  Manifest manifest = manifestOf(*module);
  manifest.cpu = "new";
  manifest.fallbacks = {{"old", "", manifest.entries}};
  EXPECT_EQ(findProblem(manifest), std::nullopt);
  manifest.fallbacks[0].entries[0].symbol.clear();
  EXPECT_EQ(findProblem(manifest),
            "the code for 'old': entry point '" + manifest.entries[0].name + "': it has no symbol");
  manifest.fallbacks = {{"old", "", {}}};
  EXPECT_EQ(findProblem(manifest), "the code for 'old': its entry points are not those of 'new'");
  manifest.fallbacks = {{"new", "", manifest.entries}};
  EXPECT_EQ(findProblem(manifest), "the code for 'new': it is there twice");
}

TEST_F(ManifestOf, TakesWeightsFromAFile) {
  std::string path = testing::TempDir() + "dlc-manifest-" + std::to_string(getpid()) + ".dlm";
  std::vector<float> w(12, 0.5f);
  std::vector<int64_t> state{1, 2};
  ModelContents contents;
  contents.graph = lifted;
  auto segment = [](const char *name, DType type, std::vector<int64_t> shape, ModelSegment::Role role,
                    auto &values) {
    return ModelSegment{name, type, shape, role, std::as_bytes(std::span(values))};
  };
  contents.segments = {segment("w", DType::f32, {4, 3}, ModelSegment::Role::Parameter, w)};
  writeModelFile(path, contents);
  {
    Manifest manifest = manifestOf(*module);
    ModelFile file(path);
    EXPECT_EQ(messageOf([&] { addWeights(manifest, file); }),
              path + ": has no variable 'unused', which the network needs");
  }
  contents.segments.push_back(segment("unused", DType::i64, {2}, ModelSegment::Role::Buffer, state));
  writeModelFile(path, contents);
  {
    Manifest manifest = manifestOf(*module);
    ModelFile file(path);
    addWeights(manifest, file); // @w.m may be missing: no optimizer has seen the model yet
    EXPECT_EQ(findProblem(manifest), std::nullopt);
    EXPECT_EQ(manifest.variables[0].initial.size(), 48u);
    EXPECT_TRUE(manifest.variables[2].initial.empty());
  }
  contents.segments[0].shape = {3, 4};
  writeModelFile(path, contents);
  {
    Manifest manifest = manifestOf(*module);
    ModelFile file(path);
    EXPECT_EQ(messageOf([&] { addWeights(manifest, file); }),
              path + ": the variable 'w' is f32 [3, 4], but the network's is f32 [4, 3]");
  }
  std::filesystem::remove(path);
}

} // namespace
} // namespace dlc
