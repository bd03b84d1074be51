// CompileOptions::sanitizer in this process, which has a run time only in builds of dlc with the sanitizer.
// In libraries: test/EndToEnd/sanitize-*.test.
#include "ApiTest.h"

#include "dlc/Compile.h"

namespace dlc {
namespace {

TEST(Sanitizer, WithoutItsRunTimeCodeIsRefused) {
  const Graph graph = Graph::parse(tinyText);
#if !__has_feature(address_sanitizer)
  EXPECT_EQ(messageOf([&] { compile(graph, {.sanitizer = Sanitizer::address}); }),
            "code with the checks of the address sanitizer does not run in this process, which has no run "
            "time of it: "
            "compile a library for a program that is built with clang -fsanitize=address, or build the "
            "program that "
            "compiles with it");
#endif
#if !__has_feature(thread_sanitizer)
  EXPECT_THAT(messageOf([&] { compileGradientCheck(graph, "predict", {.sanitizer = Sanitizer::thread}); }),
              testing::HasSubstr("clang -fsanitize=thread"));
#endif
}

#if __has_feature(address_sanitizer)
TEST(Sanitizer, WithItsRunTimeCodeRuns) {
  Program program = compile(Graph::parse(tinyText), {.sanitizer = Sanitizer::address});
  program.init(1);
  const Tensor image = Tensor::of<float>({2, 4}, {1, 2, 3, 4, 5, 6, 7, 8});
  EXPECT_EQ(program.call("predict", {{"image", image}})["logits"].shape(), (Shape{2, 3}));
  // A batch of another size, in the same memory.
  const Tensor less = Tensor::of<float>({1, 4}, {1, 2, 3, 4});
  EXPECT_EQ(program.call("predict", {{"image", less}})["logits"].shape(), (Shape{1, 3}));
}
#endif

} // namespace
} // namespace dlc
