// Splitting a compiled module: every function in one part, declared in others, constants wherever they are
// used.
#include "ApiTest.h"

#include "API/Translate.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Parser/Parser.h"
#include "llvm/IR/Verifier.h"

#include <map>

namespace dlc {
namespace {

// Large enough to be split: @step calls two kernels, one of which reads a constant.
std::string largeModule() {
  std::string adds;
  for (int i = 1; i <= 250; ++i)
    adds += "    %" + std::to_string(i) + " = llvm.fadd %" + std::to_string(i - 1) + ", %x : f32\n";
  std::string text = "llvm.mlir.global internal constant @table(2.0 : f32) : f32\n"
                     "llvm.func @expf(f32) -> f32\n";
  for (std::string kernel : {"first", "second"})
    text +=
        "llvm.func internal @" + kernel + "(%x: f32) -> f32 {\n" +
        (kernel == "first"
             ? "    %t = llvm.mlir.addressof @table : !llvm.ptr\n    %0 = llvm.load %t : !llvm.ptr -> f32\n"
             : "    %0 = llvm.call @expf(%x) : (f32) -> f32\n") +
        adds + "    llvm.return %250 : f32\n}\n";
  return text + "llvm.func @step(%x: f32) -> f32 {\n"
                "  %a = llvm.call @first(%x) : (f32) -> f32\n"
                "  %b = llvm.call @second(%a) : (f32) -> f32\n"
                "  llvm.return %b : f32\n}\n";
}

class Translate : public testing::Test {
protected:
  Translate() {
    mlir::DialectRegistry registry;
    registerTranslations(registry);
    context.appendDialectRegistry(registry);
    context.loadDialect<mlir::LLVM::LLVMDialect>();
  }
  mlir::OwningOpRef<mlir::ModuleOp> parse(const std::string &text) {
    return mlir::parseSourceString<mlir::ModuleOp>(text, &context);
  }
  mlir::MLIRContext context;
};

TEST_F(Translate, GlueIsAPartOfItsOwn) {
  std::string text = largeModule();
  const std::string step = "llvm.func @step(%x: f32) -> f32 {";
  text.replace(text.find(step), step.size(), "llvm.func @step(%x: f32) -> f32 attributes {dlc.glue} {");
  auto module = parse(text);
  ASSERT_TRUE(module);
  std::vector<ModuleAndContext> parts = translate(*module);
  ASSERT_EQ(parts.size(), 3u);
  for (const ModuleAndContext &part : parts) {
    const llvm::Function *function = part.module->getFunction("step");
    EXPECT_EQ(part.isGlue, function && !function->isDeclaration());
    EXPECT_EQ(part.isGlue, &part == &parts.back());
  }
}

TEST_F(Translate, DefinesEachFunctionOnce) {
  auto module = parse(largeModule());
  ASSERT_TRUE(module);
  std::vector<ModuleAndContext> parts = translate(*module);
  ASSERT_EQ(parts.size(), 2u);
  std::map<std::string, int> definitions;
  for (const ModuleAndContext &part : parts) {
    EXPECT_FALSE(llvm::verifyModule(*part.module));
    for (const llvm::Function &function : *part.module) {
      EXPECT_FALSE(function.hasLocalLinkage());
      definitions[function.getName().str()] += !function.isDeclaration();
    }
  }
  EXPECT_EQ(definitions, (std::map<std::string, int>{{"expf", 0}, {"first", 1}, {"second", 1}, {"step", 1}}));
  // The constant is where it is read, and nowhere else.
  for (const ModuleAndContext &part : parts)
    EXPECT_EQ(part.module->getNamedGlobal("table") != nullptr,
              !part.module->getFunction("first")->isDeclaration());
}

TEST_F(Translate, LeavesSmallModulesWhole) {
  auto module = parse("llvm.func @f() {\n  llvm.return\n}\nllvm.func @g() {\n  llvm.return\n}\n");
  EXPECT_EQ(translate(*module).size(), 1u);
  EXPECT_EQ(translate(*parse(largeModule()), 1).size(), 1u);
}

TEST_F(Translate, RefusesState) {
  auto module = parse("llvm.mlir.global internal @counter(0 : i64) : i64\n");
  EXPECT_THAT(messageOf([&] { translate(*module); }), testing::HasSubstr("mutable global 'counter'"));
}

} // namespace
} // namespace dlc
