// Opening datasets: folders under MNIST's names, archives, single files, and parts that disagree.
#include "dlc/Dataset.h"
#include "Data/Npy.h"
#include "Scratch.h"

#include <algorithm>

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
  EXPECT_EQ(train["images"].shape(), (Shape{2, 1, 2}));
  EXPECT_EQ(train["labels"].values<std::int64_t>()[0], 1);
  EXPECT_EQ(test["labels"].values<std::int64_t>()[0], 2);
  EXPECT_EQ(test.source, folder + ":test");
}

TEST_F(Datasets, SlicesAreCopies) {
  putSplit("train", {1, 0});
  const Dataset all = openDataset(folder);
  Dataset last = all.slice(1, 5);
  EXPECT_EQ(last["images"].shape(), (Shape{1, 1, 2}));
  EXPECT_EQ(last["images"].values<std::uint8_t>()[1], 4);
  EXPECT_EQ(last["labels"].values<std::int64_t>()[0], 0);
  EXPECT_EQ(last.source, folder);
  last["images"].values<std::uint8_t>()[1] = 9;
  EXPECT_EQ(all["images"].values<std::uint8_t>()[3], 4);
  expectContains(messageOf([&] { all.slice(2, 1); }), "has no 1 examples from number 2 on; it has 2");
  EXPECT_THROW(all.slice(-1, 1), Error);
  EXPECT_THROW(all.slice(0, 0), Error);
}

TEST_F(Datasets, FolderWithoutLabelsAndWithoutImages) {
  expectContains(messageOf([&] { openDataset(folder); }), "/train-images-idx3-ubyte: no such file");
  put("train-images-idx3-ubyte", idxFile({1, 1, 1}, {0}));
  EXPECT_FALSE(openDataset(folder).find("labels"));
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
  const std::string table = put("iris.dat", {'5', '.', '1', ',', '3', '\n'});
  const std::string message = messageOf([&] { openDataset(table); });
  expectContains(message, table + ": is of no known kind; data are fashion-mnist, a folder of IDX or CIFAR "
                                  "files or of folders of images");
  expectContains(messageOf([&] { openDataset(put("a.png", {0x89, 'P', 'N', 'G'})); }),
                 "a.png: is neither a PNG nor a JPEG image");
}

TEST_F(Datasets, FashionMnist) {
  if (!std::filesystem::is_directory("/usr/share/datasets/fashion-mnist"))
    GTEST_SKIP() << "dataset-fashion-mnist is not installed";
  const Dataset test = openDataset("fashion-mnist:test");
  EXPECT_EQ(test["images"].shape(), (Shape{10000, 28, 28}));
  EXPECT_EQ(test["images"].dtype(), DType::u8);
  ASSERT_EQ(test.classNames.size(), 10u);
  std::vector<int> perClass(10);
  for (std::int64_t label : test["labels"].values<std::int64_t>())
    ++perClass[static_cast<std::size_t>(label)];
  EXPECT_EQ(perClass, std::vector<int>(10, 1000));
  EXPECT_EQ(test.classNames[static_cast<std::size_t>(test["labels"].values<std::int64_t>()[0])],
            "Ankle boot");
  EXPECT_EQ(openDataset("fashion-mnist").size(), 60000);
}

Bytes bytesOf(std::string_view text) { return {text.begin(), text.end()}; }

TEST_F(Datasets, TablesHaveColumnsOfNumbers) {
  const std::string path = put(
      "iris.csv",
      bytesOf("length, width,count,\"kind, in words\"\r\n5.5,3,1,setosa\r\n-1e2,.5,-2,\"a \"\"b\"\"\"\r\n"));
  const Dataset table = openDataset(path);
  EXPECT_EQ(table.schema(), "length f64 [batch], width f64 [batch], count i64 [batch]");
  EXPECT_EQ(table["length"].values<double>()[1], -100);
  EXPECT_EQ(table["count"].values<std::int64_t>()[1], -2);
  expectContains(
      messageOf([&] { table["kind, in words"]; }),
      "has no column 'kind, in words': what has that name is no number everywhere: it is 'setosa' in line 2 "
      "(as classes: label=kind, in words; as columns of 0 and 1: x=kind, in words(WORD|WORD)); "
      "it has length f64 [batch], width f64 [batch], count i64 [batch]");

  const Dataset grouped = openDataset(path + ",x=length:width,y=count+width,z=count");
  EXPECT_EQ(grouped["x"].shape(), (Shape{2, 2}));
  EXPECT_EQ(grouped["x"].values<double>()[3], 0.5);
  EXPECT_EQ(grouped["y"].dtype(), DType::f64);
  EXPECT_EQ(grouped["y"].values<double>()[0], 1);
  EXPECT_EQ(grouped["z"].values<std::int64_t>()[0], 1);
  expectContains(messageOf([&] { openDataset(path + ",x=lenght"); }),
                 "has no column 'lenght'; it has length");
  expectContains(messageOf([&] { openDataset(path + ",x=count:length"); }),
                 "'count:length' is no range: 'length' comes before 'count'");
  expectContains(messageOf([&] { openDataset(path + ",x=count,x=width"); }), "the column 'x' is named twice");
  expectContains(messageOf([&] { openDataset(path + ",width"); }), "NAME=FILE.npy, not 'width'");
}

TEST_F(Datasets, WordsOfTablesAreClassesOrColumnsOfZeroAndOne) {
  const std::string path =
      put("t.csv", bytesOf("size,kind,colour\n1,pear,green\n2,apple,red\n3, pear ,red\n"));
  const Dataset table = openDataset(path + ",label=kind,x=size+colour(red|green|blue)");
  EXPECT_EQ(table.classNames, (std::vector<std::string>{"apple", "pear"}));
  EXPECT_TRUE(std::ranges::equal(table["label"].values<std::int64_t>(), std::vector{1, 0, 1}));
  EXPECT_EQ(table["x"].shape(), (Shape{3, 4}));
  EXPECT_TRUE(
      std::ranges::equal(table["x"].values<double>(), std::vector{1, 0, 1, 0, 2, 1, 0, 0, 3, 1, 0, 0}));
  // A model that knows classes counts in those.
  const Dataset known = openDataset(path + ",label=kind", 3, {"pear", "plum", "apple"});
  EXPECT_TRUE(std::ranges::equal(known["label"].values<std::int64_t>(), std::vector{0, 2, 0}));
  EXPECT_EQ(known.classNames.size(), 3u);
  expectContains(messageOf([&] { openDataset(path + ",label=kind", 2, {"pear", "plum"}); }),
                 "line 3: 'apple' in 'kind' is none of the 2 classes that the model knows");
  expectContains(messageOf([&] { openDataset(path + ",x=colour(red|blue)"); }),
                 "line 2: 'green' in 'colour' is none of the 2 words that stand in brackets");
  expectContains(messageOf([&] { openDataset(path + ",x=color(red)"); }), "has no column 'color'");
  expectContains(messageOf([&] { openDataset(path + ",x=colour"); }),
                 "as columns of 0 and 1: x=colour(WORD|WORD)");

  const std::string words = put("w.csv", bytesOf("label,kind\nb,x\na,x\n"));
  EXPECT_TRUE(std::ranges::equal(openDataset(words)["label"].values<std::int64_t>(), std::vector{1, 0}));
}

TEST_F(Datasets, TablesThatAreNoneSayWhere) {
  const auto problem = [&](std::string_view text) {
    const std::string path = put("t.csv", bytesOf(text));
    return messageOf([&] { openDataset(path); }).substr(path.size());
  };
  EXPECT_EQ(problem("a,b\n1,2\n3\n"), ": line 3: there are 1 values, and 2 names in the first line");
  EXPECT_EQ(problem("1,2\n3,4\n"), ": line 1: '1' is no name of a column: the first line names them");
  EXPECT_EQ(problem("a,a\n1,2\n"), ": line 1: the column 'a' is there twice");
  EXPECT_EQ(problem("a,b\n"), ": has names of columns, but no line of values");
  EXPECT_EQ(problem("a\n\"1\n"), ": line 2: a quoted field does not end");
  EXPECT_EQ(problem("a\n\"1\"2\n"), ": line 2: characters follow a quoted field");
  EXPECT_EQ(
      problem("a\nx\n"),
      ": has no column of numbers; 'a' is no number everywhere: it is 'x' in line 2 (as classes: label=a; as "
      "columns of 0 and 1: x=a(WORD|WORD))");
  EXPECT_EQ(problem(""), ": is empty; a table has a line of names, and then a line for each example");
}

TEST_F(Datasets, TextsAreWindowsOfCharacters) {
  const std::string path = put("book.txt", bytesOf("abcab\xc3\xa9")); // a b c a b é
  const Dataset text = openDataset(path + "(sequence=2)");
  EXPECT_EQ(text.classNames, (std::vector<std::string>{"a", "b", "c", "\xc3\xa9"}));
  EXPECT_EQ(text.schema(), "tokens i64 [batch, 2], labels i64 [batch, 2]");
  EXPECT_TRUE(std::ranges::equal(text["tokens"].values<std::int64_t>(), std::vector{0, 1, 2, 0}));
  EXPECT_TRUE(std::ranges::equal(text["labels"].values<std::int64_t>(), std::vector{1, 2, 0, 1}));
  const Dataset same = openDataset(path + "(sequence=5)", std::nullopt, {"c", "b", "a", "z", "\xc3\xa9"});
  EXPECT_TRUE(std::ranges::equal(same["labels"].values<std::int64_t>(), std::vector{1, 0, 2, 1, 4}));
  expectContains(messageOf([&] { openDataset(path, std::nullopt); }),
                 "has 6 characters, and a window of 64 with the next one needs 65");
  expectContains(messageOf([&] { openDataset(path + "(sequence=2)", std::nullopt, {"a", "b"}); }),
                 "byte 2: the character 'c' is none of the 2 that the model knows");
  expectContains(messageOf([&] { openDataset(path + "(sequence=0)"); }),
                 "sequence is a whole number of at least 1, not '0'");
  expectContains(messageOf([&] { openDataset(put("cut.txt", {'a', 0xc3})); }), "byte 1: is no text in UTF-8");
}

TEST_F(Datasets, CifarHasThreeChannelsAndItsNames) {
  Bytes example(3073, 7);
  example[0] = 1;
  Bytes two = example;
  two.insert(two.end(), example.begin(), example.end());
  put("data_batch_1.bin", two);
  put("data_batch_2.bin", example);
  put("test_batch.bin", example);
  put("batches.meta.txt", bytesOf("cat\ndog\n\n"));
  const Dataset train = openDataset(folder);
  EXPECT_EQ(train.schema(), "images u8 [batch, 3, 32, 32], labels i64 [batch]");
  EXPECT_EQ(train.size(), 3);
  EXPECT_EQ(openDataset(folder + ":test").size(), 1);
  EXPECT_EQ(train["labels"].values<std::int64_t>()[2], 1);
  EXPECT_EQ(train["images"].values<std::uint8_t>()[0], 7);
  EXPECT_EQ(train.classNames, (std::vector<std::string>{"cat", "dog"}));
  expectContains(messageOf([&] { openDataset(folder, 1); }), "label 1 of example 0 is outside the 1 classes");
  put("test_batch.bin", Bytes(3000));
  expectContains(messageOf([&] { openDataset(folder + ":test"); }),
                 "test_batch.bin: has 3000 bytes, which is no number of examples of 3073 bytes");
}

TEST_F(Datasets, ArraysOfFilesAreMappedByName) {
  const Tensor x = Tensor::of<double>({3, 2}, {1, 2, 3, 4, 5, 6});
  writeNpy(folder + "/x.npy", x);
  writeNpy(folder + "/y.npy", Tensor::of<std::int64_t>({3}, {7, 8, 9}));
  Dataset both = openDataset("x=" + folder + "/x.npy,y=" + folder + "/y.npy");
  EXPECT_EQ(both.schema(), "x f64 [batch, 2], y i64 [batch]");
  EXPECT_TRUE(both.find("x")->memory);
  EXPECT_EQ(both["x"].values<double>()[5], 6);
  both["x"].values<double>()[5] = 0; // not in the file
  EXPECT_EQ(readNpy(folder + "/x.npy").values<double>()[5], 6);
  writeNpy(folder + "/y.npy", Tensor({2}, DType::i64));
  expectContains(messageOf([&] { openDataset("x=" + folder + "/x.npy,y=" + folder + "/y.npy"); }),
                 "the column 'x' has 3 examples, but 'y' is [2]");
  expectContains(messageOf([&] { openDataset("x=" + folder + "/z.npy"); }), "z.npy: no such file");
}

} // namespace
} // namespace dlc
