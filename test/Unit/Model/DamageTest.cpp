// No damage to a file passes unnoticed or crashes: every shorter length, every changed byte, and changed
// bytes under an index checksum that was made right again.
#include "ModelTest.h"

namespace dlc::test {
namespace {

class Damage : public ModelTest {};

TEST_F(Damage, EveryTruncationIsRejectedWithFileAndOffset) {
  writeModelFile(path, smallModel());
  std::string whole = read(path);
  for (size_t length = 0; length < whole.size(); ++length) {
    write(path, whole.substr(0, length));
    try {
      ModelFile file(path);
      ADD_FAILURE() << length << " of " << whole.size() << " bytes were accepted";
    } catch (const Error &error) {
      // No byte at all is no beginning of a model; any later cut leaves one.
      std::string place = length == 0 ? at(0, "not a .dlm file") : at(length, "truncated");
      EXPECT_TRUE(std::string(error.what()).starts_with(place)) << error.what();
    }
  }
}

TEST_F(Damage, EveryChangedByteIsDetected) {
  writeModelFile(path, smallModel());
  std::string whole = read(path);
  for (size_t i = 0; i < whole.size(); ++i)
    for (unsigned mask : {0x01u, 0x80u, 0xffu}) {
      std::string changed = whole;
      changed[i] = static_cast<char>(static_cast<unsigned char>(changed[i]) ^ mask);
      std::string problem = problemOf(changed);
      EXPECT_TRUE(problem.starts_with(path.string() + ": byte ")) << "byte " << i << ": " << problem;
    }
}

// The checksum guards against accidents only; here the verifier and the checks of meaning stand alone.
TEST_F(Damage, EveryChangedByteOfTheIndexIsSurvivedWithoutItsChecksum) {
  writeModelFile(path, smallModel());
  std::string whole = read(path);
  model_format::Header header = headerOf(whole);
  for (size_t i = 0; i < header.index_size; ++i)
    for (unsigned mask : {0x01u, 0x04u, 0x80u, 0xffu}) {
      std::string changed = whole;
      char &byte = changed[header.index_offset + i];
      byte = static_cast<char>(static_cast<unsigned char>(byte) ^ mask);
      auto index = std::as_bytes(std::span(changed)).subspan(header.index_offset, header.index_size);
      header.index_checksum = model_format::checksum(index);
      seal(changed, header);
      std::string problem = problemOf(changed);
      EXPECT_TRUE(problem.empty() || problem.starts_with(path.string() + ": byte ")) << problem;
    }
}

} // namespace
} // namespace dlc::test
