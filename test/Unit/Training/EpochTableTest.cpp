// The table of epochs: what its columns are, what it goes on with, and that no training ends for it.
#include "Training/EpochTable.h"
#include "Training/Recorder.h"
#include "TrainingTest.h"

namespace dlc::test {
namespace {

class EpochTableTest : public TrainingTest {
protected:
  void SetUp() override {
    TrainingTest::SetUp();
    table = (folder / "table.csv").string();
  }

  static EpochRecord record(std::int64_t epoch, double loss, std::vector<Metric> metrics) {
    EpochRecord record;
    record.epoch = epoch;
    record.training = {loss, std::move(metrics), 10};
    return record;
  }
  void write(const std::string &text) const { std::ofstream(table, std::ios::binary) << text; }

  std::string table;
};

TEST_F(EpochTableTest, HasTheColumnsOfAllPhases) {
  EpochTable epochs(table, false);
  epochs.add(record(1, 0.5, {}));
  EXPECT_EQ(read(table), "epoch,loss,seconds,waited_seconds,images_per_second,peak_bytes\n"
                         "1,0.5,0.0,0.0,0.0,0\n");
  epochs.add(record(2, 2, {{"accuracy", 0.25}, {"kl, \"of\" q", 3}}));
  epochs.add(record(3, 0.25, {}));
  EXPECT_EQ(read(table), "epoch,loss,seconds,waited_seconds,images_per_second,peak_bytes,accuracy,"
                         "\"kl, \"\"of\"\" q\"\n"
                         "1,0.5,0.0,0.0,0.0,0,,\n"
                         "2,2.0,0.0,0.0,0.0,0,0.25,3.0\n"
                         "3,0.25,0.0,0.0,0.0,0,,\n");
}

TEST_F(EpochTableTest, GoesOnWithOneOfOtherColumns) {
  write("epoch,loss,\"kl, q\"\r\n1,0.5,7\r\n2,0.4,8\r\n3,0.3,9\r\n");
  EpochTable epochs(table, true);
  epochs.add(record(3, 2, {{"accuracy", 0.25}}));
  EXPECT_EQ(read(table), "epoch,loss,\"kl, q\",accuracy,seconds,waited_seconds,images_per_second,peak_bytes\n"
                         "1,0.5,7,,,,,\n"
                         "2,0.4,8,,,,,\n"
                         "3,2.0,,0.25,0.0,0.0,0.0,0\n");
}

TEST_F(EpochTableTest, IsRefusedBeforehand) {
  const auto problem = [&](bool resumes) { return problemOf([&] { EpochTable(table, resumes); }); };
  write("rooms,price\n3,100\n");
  EXPECT_EQ(problem(true), table + ": is no table of epochs that could be gone on with: its first column is "
                                   "'rooms', not 'epoch'; --csv with another name begins a table");
  EXPECT_EQ(problem(false), "no error"); // it is replaced
  write("epoch,loss\n1,0.5\n2\n");
  EXPECT_EQ(problem(true), table +
                               ": line 3 has 1 cells, and the first line names 2; --csv with another name "
                               "begins a table");
  write("");
  EXPECT_EQ(problem(true), "no error");
  table = (folder / "nowhere" / "table.csv").string();
  EXPECT_NE(problem(false).find("nowhere/table.csv: "), std::string::npos) << problem(false);
  EXPECT_EQ(problemOf([&] { Recorder(folder / "table.csv"); }),
            (folder / "table.csv" / "training").string() + ": cannot be made: Not a directory");
}

TEST_F(EpochTableTest, TrainingGoesOnWhereItCannotBeWritten) {
  const std::filesystem::path records = folder / "records";
  std::filesystem::create_directory(records);
  table = (records / "table.csv").string();
  EpochTable epochs(table, false);
  Recorder recorder(records / "events");
  std::filesystem::remove_all(records);

  const Dataset data = task(40);
  Program program(TinyProgram::make());
  Trainer trainer(program, data, options(4));
  std::vector<std::string> said;
  trainer.onMessage = [&](const std::string &text) { said.push_back(text); };
  trainer.onEpoch = [&](const EpochRecord &record) {
    if (record.epoch == 2) // behind the table's own
      std::filesystem::create_directory(records);
    return true;
  };
  epochs.attach(trainer);
  std::ofstream(records) << "where a folder was";
  recorder.attach(trainer);
  trainer.onEpoch = [&, before = trainer.onEpoch](const EpochRecord &record) {
    if (record.epoch == 2)
      std::filesystem::remove(records);
    return before(record);
  };
  EXPECT_EQ(trainer.run().end, TrainResult::End::Finished);
  ASSERT_EQ(said.size(), 2u);
  EXPECT_TRUE(said[0].starts_with((records / "events" / "training").string() + ": cannot be made: "))
      << said[0];
  EXPECT_TRUE(said[0].ends_with("; training goes on, and is recorded there no further")) << said[0];
  EXPECT_TRUE(said[1].starts_with(table + ": ")) << said[1];
  EXPECT_TRUE(said[1].ends_with("; training goes on, and the next epochs try again")) << said[1];
  const std::string text = read(table);
  EXPECT_EQ(std::ranges::count(text, '\n'), 5) << text; // with the epochs of which it could not be written
}

} // namespace
} // namespace dlc::test
