// Opening datasets: folders under MNIST's names, archives, single files, and parts that disagree.
#include "dlc/Dataset.h"
#include "Data/Npy.h"
#include "Scratch.h"

namespace dlc {
namespace {

class Datasets : public Scratch {
protected:
  void putSplit(const std::string &prefix, const Bytes &labels) {
    put(prefix + "-images-idx3-ubyte", idxFile({2, 1, 2}, {0, 255, 3, 4}));
    put(prefix + "-labels-idx1-ubyte.gz",
        gzipped(idxFile({static_cast<std::uint32_t>(labels.size())}, labels)));
  }
};

TEST_F(Datasets, FolderWithBothSplits) {
  putSplit("train", {1, 0});
  putSplit("t10k", {2, 2});
  const Dataset train = openDataset(folder), test = openDataset(folder + ":test");
  EXPECT_EQ(train.size(), 2);
  EXPECT_EQ(train.images.shape(), (Shape{2, 1, 2}));
  EXPECT_EQ(train.labels->values<std::int64_t>()[0], 1);
  EXPECT_EQ(test.labels->values<std::int64_t>()[0], 2);
  EXPECT_EQ(test.source, folder + ":test");
}

TEST_F(Datasets, SlicesAreCopies) {
  putSplit("train", {1, 0});
  const Dataset all = openDataset(folder);
  Dataset last = all.slice(1, 5);
  EXPECT_EQ(last.images.shape(), (Shape{1, 1, 2}));
  EXPECT_EQ(last.images.values<std::uint8_t>()[1], 4);
  EXPECT_EQ(last.labels->values<std::int64_t>()[0], 0);
  EXPECT_EQ(last.source, folder);
  last.images.values<std::uint8_t>()[1] = 9;
  EXPECT_EQ(all.images.values<std::uint8_t>()[3], 4);
  expectContains(messageOf([&] { all.slice(2, 1); }), "has no 1 examples from number 2 on; it has 2");
  EXPECT_THROW(all.slice(-1, 1), Error);
  EXPECT_THROW(all.slice(0, 0), Error);
}

TEST_F(Datasets, FolderWithoutLabelsAndWithoutImages) {
  expectContains(messageOf([&] { openDataset(folder); }), "/train-images-idx3-ubyte: no such file");
  put("train-images-idx3-ubyte", idxFile({1, 1, 1}, {0}));
  EXPECT_FALSE(openDataset(folder).labels);
}

TEST_F(Datasets, CountsThatDisagreeShowBothSides) {
  putSplit("train", {1, 0, 1});
  const std::string message = messageOf([&] { openDataset(folder); });
  expectContains(message, "train-images-idx3-ubyte has 2 images, but ");
  expectContains(message, "train-labels-idx1-ubyte.gz has 3 labels");
}

TEST_F(Datasets, LabelOutsideTheClasses) {
  putSplit("train", {1, 3});
  EXPECT_EQ(openDataset(folder, 4).size(), 2);
  expectContains(messageOf([&] { openDataset(folder, 3); }),
                 "ubyte.gz: byte 9: label 3 of example 1 is outside the 3 classes");
}

TEST_F(Datasets, NegativeLabel) {
  put("train-images-idx3-ubyte", idxFile({1, 1, 1}, {0}));
  put("train-labels-idx1-ubyte", idxFile({1}, {0xff, 0xff, 0xff, 0xff}, 0x0c));
  expectContains(messageOf([&] { openDataset(folder); }), "byte 8: label -1 of example 0 is negative");
}

TEST_F(Datasets, SingleFiles) {
  writeNpy(folder + "/a.npy", Tensor({4, 2}, DType::f32));
  EXPECT_EQ(openDataset(folder + "/a.npy").size(), 4);
  EXPECT_EQ(openDataset(put("images", idxFile({1, 2}, {1, 2}))).size(), 1);
  writeNpy(folder + "/b.npy", Tensor({4, 2}, DType::i64));
  expectContains(messageOf([&] { openDataset(folder + "/b.npy"); }), "images are u8 or f32, these are i64");
  expectContains(messageOf([&] { openDataset(folder + "/a.npy:test"); }), "only folders have the splits");
  expectContains(messageOf([&] { openDataset(folder + "/none"); }), "no such file or folder");
}

TEST_F(Datasets, FilesOfNoKnownKindHearWhatIsAccepted) {
  const std::string table = put("iris.csv", {'5', '.', '1', ',', '3', '\n'});
  const std::string message = messageOf([&] { openDataset(table); });
  expectContains(message,
                 table + ": is of no known kind; data are fashion-mnist, a folder of IDX files, an .npz");
  expectContains(messageOf([&] { openDataset(put("a.png", {0x89, 'P', 'N', 'G'})); }), "is of no known kind");
}

TEST_F(Datasets, FashionMnist) {
  if (!std::filesystem::is_directory("/usr/share/datasets/fashion-mnist"))
    GTEST_SKIP() << "dataset-fashion-mnist is not installed";
  const Dataset test = openDataset("fashion-mnist:test");
  EXPECT_EQ(test.images.shape(), (Shape{10000, 28, 28}));
  EXPECT_EQ(test.images.dtype(), DType::u8);
  ASSERT_EQ(test.classNames.size(), 10u);
  std::vector<int> perClass(10);
  for (std::int64_t label : test.labels->values<std::int64_t>())
    ++perClass[static_cast<std::size_t>(label)];
  EXPECT_EQ(perClass, std::vector<int>(10, 1000));
  EXPECT_EQ(test.classNames[static_cast<std::size_t>(test.labels->values<std::int64_t>()[0])], "Ankle boot");
  EXPECT_EQ(openDataset("fashion-mnist").size(), 60000);
}

} // namespace
} // namespace dlc
