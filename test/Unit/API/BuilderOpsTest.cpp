// dlc::Function, op by op: the line of text that each call writes.
#include "ApiTest.h"

#include "dlc/Builder.h"

namespace dlc {
namespace {

using testing::HasSubstr;

// Two images, a bias for their channels, bytes and truth values: what the calls below are made on.
class BuilderOps : public testing::Test {
protected:
  Builder network{"net"};
  Function &f = network.function("f");
  Value x = f.input("x", DType::f32, {batch, 3, 4});
  Value b = f.input("b", DType::f32, {3, 1});
  Value u = f.input("u", DType::u8, {4});
  Value p = f.input("p", DType::i1, {batch, 3, 4});

  /// The line of the last op, without its name and its types.
  std::string line(Value value) {
    f.output("y" + std::to_string(++outputs), value);
    std::string text = network.build().text();
    size_t end = text.rfind(" :", text.rfind("nn.return") - 1), begin = text.rfind("= nn.", end) + 2;
    return text.substr(begin, end - begin);
  }

private:
  int outputs = 0;
};

TEST_F(BuilderOps, Unary) {
  EXPECT_EQ(u.dtype(), DType::u8);
  EXPECT_EQ(line(f.reciprocal(x)), "nn.reciprocal %x");
  EXPECT_EQ(line(f.floor(x)), "nn.floor %x");
  EXPECT_EQ(line(f.ceil(x)), "nn.ceil %x");
  EXPECT_EQ(line(f.round(x)), "nn.round %x");
  EXPECT_EQ(line(f.sqrt(x)), "nn.sqrt %x");
  EXPECT_EQ(line(f.rsqrt(x)), "nn.rsqrt %x");
  EXPECT_EQ(line(f.exp(x)), "nn.exp %x");
  EXPECT_EQ(line(f.expm1(x)), "nn.expm1 %x");
  EXPECT_EQ(line(f.log(x)), "nn.log %x");
  EXPECT_EQ(line(f.log1p(x)), "nn.log1p %x");
  EXPECT_EQ(line(f.sin(x)), "nn.sin %x");
  EXPECT_EQ(line(f.cos(x)), "nn.cos %x");
  EXPECT_EQ(line(f.tan(x)), "nn.tan %x");
  EXPECT_EQ(line(f.asin(x)), "nn.asin %x");
  EXPECT_EQ(line(f.acos(x)), "nn.acos %x");
  EXPECT_EQ(line(f.atan(x)), "nn.atan %x");
  EXPECT_EQ(line(f.sinh(x)), "nn.sinh %x");
  EXPECT_EQ(line(f.cosh(x)), "nn.cosh %x");
  EXPECT_EQ(line(f.asinh(x)), "nn.asinh %x");
  EXPECT_EQ(line(f.acosh(x)), "nn.acosh %x");
  EXPECT_EQ(line(f.atanh(x)), "nn.atanh %x");
  EXPECT_EQ(line(f.erf(x)), "nn.erf %x");
  EXPECT_EQ(line(f.tanh(x)), "nn.tanh %x");
  EXPECT_EQ(line(f.sigmoid(x)), "nn.sigmoid %x");
  EXPECT_EQ(line(f.relu(x)), "nn.relu %x");
  EXPECT_EQ(line(f.softplus(x)), "nn.softplus %x");
  EXPECT_EQ(line(f.step(x)), "nn.step %x");
  EXPECT_EQ(line(f.softsign(x)), "nn.softsign %x");
  EXPECT_EQ(line(f.silu(x)), "nn.silu %x");
  EXPECT_EQ(line(f.mish(x)), "nn.mish %x");
  EXPECT_EQ(line(f.neg(x)), "nn.neg %x");
  EXPECT_EQ(line(f.abs(x)), "nn.abs %x");
  EXPECT_EQ(line(f.sign(x)), "nn.sign %x");
  EXPECT_EQ(line(f.isNaN(x)), "nn.is_nan %x");
  EXPECT_EQ(line(f.isInf(x)), "nn.is_inf %x");
  EXPECT_EQ(line(f.logicalNot(p)), "nn.not %p");
  EXPECT_EQ(line(f.bitwiseNot(u)), "nn.bitwise_not %u");
  EXPECT_EQ(line(f.clip(x, -1, 2.5)), "nn.clip %x min -1.0 max 2.5");
  EXPECT_EQ(line(f.clip(x, {}, 6)), "nn.clip %x max 6.0");
  EXPECT_EQ(line(f.cast(u, DType::f32)), "nn.cast %u");
}

TEST_F(BuilderOps, Binary) {
  EXPECT_EQ(line(f.add(x, b)), "nn.add %x, %b");
  EXPECT_EQ(line(f.sub(x, b)), "nn.sub %x, %b");
  EXPECT_EQ(line(f.mul(x, b)), "nn.mul %x, %b");
  EXPECT_EQ(line(f.div(x, b)), "nn.div %x, %b");
  EXPECT_EQ(line(f.max(x, b)), "nn.max %x, %b");
  EXPECT_EQ(line(f.min(x, b)), "nn.min %x, %b");
  EXPECT_EQ(line(f.pow(x, b)), "nn.pow %x, %b");
  EXPECT_EQ(line(f.mod(x, b)), "nn.mod %x, %b");
  EXPECT_EQ(line(f.fmod(x, b)), "nn.mod %x, %b fmod");
  EXPECT_EQ(line(f.logicalAnd(p, p)), "nn.and %p, %p");
  EXPECT_EQ(line(f.logicalOr(p, p)), "nn.or %p, %p");
  EXPECT_EQ(line(f.logicalXor(p, p)), "nn.xor %p, %p");
  EXPECT_EQ(line(f.bitwiseAnd(u, u)), "nn.bitwise_and %u, %u");
  EXPECT_EQ(line(f.bitwiseOr(u, u)), "nn.bitwise_or %u, %u");
  EXPECT_EQ(line(f.bitwiseXor(u, u)), "nn.bitwise_xor %u, %u");
  EXPECT_EQ(line(f.shiftLeft(u, u)), "nn.bit_shift left %u, %u");
  EXPECT_EQ(line(f.shiftRight(u, u)), "nn.bit_shift right %u, %u");
  EXPECT_EQ(line(f.compare(Compare::lessOrEqual, x, b)), "nn.compare le %x, %b");
  EXPECT_EQ(line(f.where(p, x, b)), "nn.where %p, %x, %b");
}

TEST_F(BuilderOps, Activations) {
  EXPECT_EQ(line(f.hardSigmoid(x)), "nn.hard_sigmoid %x");
  EXPECT_EQ(line(f.hardSigmoid(x, 0.25, 0.375)), "nn.hard_sigmoid %x alpha 0.25 beta 0.375");
  EXPECT_EQ(line(f.hardSwish(x)), "nn.hard_swish %x");
  EXPECT_EQ(line(f.leakyRelu(x, 0.25)), "nn.leaky_relu %x alpha 0.25");
  EXPECT_EQ(line(f.prelu(x, b)), "nn.prelu %x, %b");
  EXPECT_EQ(line(f.thresholdedRelu(x, 0.5)), "nn.thresholded_relu %x alpha 0.5");
  EXPECT_EQ(line(f.elu(x, 0.5)), "nn.elu %x alpha 0.5");
  EXPECT_EQ(line(f.selu(x)), "nn.selu %x");
  EXPECT_EQ(line(f.celu(x, 2)), "nn.celu %x alpha 2.0");
  EXPECT_EQ(line(f.gelu(x)), "nn.gelu %x");
  EXPECT_EQ(line(f.geluTanh(x)), "nn.gelu %x approximate tanh");
}

} // namespace
} // namespace dlc
