// Files are listed and sorted first, then decoded by several threads: the order is that of their names.
#include "Data/ImageFolder.h"

#include "Data/ImageFile.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <mutex>
#include <thread>

namespace dlc {
namespace {
namespace fs = std::filesystem;

/// Of files that systems leave behind (.DS_Store), and of folders of tools.
bool isHidden(const fs::path &path) { return path.filename().string().starts_with('.'); }

std::vector<std::string> subfoldersOf(const std::string &folder) {
  std::vector<std::string> names;
  for (const fs::directory_entry &entry : fs::directory_iterator(folder))
    if (entry.is_directory() && !isHidden(entry.path()))
      names.push_back(entry.path().filename());
  std::ranges::sort(names);
  return names;
}

/// Sorted. With `isDeep`, those of subfolders, too.
std::vector<std::string> imagesIn(const std::string &folder, bool isDeep) {
  std::vector<std::string> paths;
  for (const fs::directory_entry &entry : fs::directory_iterator(folder)) {
    if (isHidden(entry.path()))
      continue;
    if (entry.is_directory() && isDeep)
      std::ranges::move(imagesIn(entry.path(), true), std::back_inserter(paths));
    else if (!entry.is_directory() && hasImageName(entry.path()))
      paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}

/// Whether subfolders are parts of a dataset and not its classes.
bool areSplits(const std::vector<std::string> &names) {
  return !names.empty() && std::ranges::all_of(names, [](const std::string &name) {
    return name == "train" || name == "test" || name == "val" || name == "valid" || name == "validation";
  });
}

std::string rootOf(const SourceSpec &source) {
  const bool hasSplits = areSplits(subfoldersOf(source.name));
  if (!hasSplits && source.isTest)
    throw Error(source.name + ": has no folder 'test', which ':test' names");
  if (!hasSplits)
    return source.name;
  const std::string root = source.name + (source.isTest ? "/test" : "/train");
  if (!fs::is_directory(root))
    throw Error(root + ": no such folder; its neighbours are named as parts of a dataset");
  return root;
}

/// What is to be read, and the class of each file; no classes where there are no labels.
struct Listing {
  std::vector<std::string> files, classNames;
  std::vector<std::int64_t> labels;
};

std::string listOf(const std::vector<std::string> &names) {
  constexpr std::size_t most = 20;
  std::string list;
  for (std::size_t i = 0; i < std::min(names.size(), most); ++i)
    list += (i ? ", " : "") + names[i];
  return list + (names.size() > most ? ", …" : "");
}

Listing listFiles(const std::string &root, const std::vector<std::string> &vocabulary) {
  Listing listing;
  const std::vector<std::string> classes = subfoldersOf(root);
  listing.files = imagesIn(root, false);
  if (classes.empty()) {
    if (listing.files.empty())
      throw Error(root + ": has no PNG or JPEG images, and no folders of them");
    return listing;
  }
  if (!listing.files.empty())
    throw Error(listing.files.front() +
                ": is an image beside folders, which are classes: " + listOf(classes));
  listing.classNames = vocabulary.empty() ? classes : vocabulary;
  for (const std::string &name : classes) {
    const auto found = std::ranges::find(listing.classNames, name);
    if (found == listing.classNames.end())
      throw Error(root + "/" + name + ": is none of the classes that the model knows: " + listOf(vocabulary));
    std::vector<std::string> files = imagesIn(root + "/" + name, true);
    if (files.empty())
      throw Error(root + "/" + name + ": has no PNG or JPEG images");
    listing.labels.resize(listing.labels.size() + files.size(), found - listing.classNames.begin());
    std::ranges::move(files, std::back_inserter(listing.files));
  }
  return listing;
}

/// What settings say; 0 for what they leave open.
struct Form {
  std::int64_t height = 0, width = 0;
  int channels = 0;
};

Form formOf(const SourceSpec &source) {
  source.checkSettings({"size", "channels"});
  Form form;
  if (const std::string *size = source.find("size")) {
    constexpr std::int64_t most = 1 << 14;
    const std::size_t times = size->find('x');
    const SourceSpec sides{
        source.name,
        {{"size", size->substr(0, times)}, {"width", times == size->npos ? *size : size->substr(times + 1)}}};
    form.height = sides.count("size", 0);
    form.width = sides.count("width", 0);
    if (std::max(form.height, form.width) > most)
      throw Error(source.name + ": size is at most " + std::to_string(most) + ", not " + *size);
  }
  form.channels = static_cast<int>(source.count("channels", 3));
  if (form.channels != 1 && form.channels != 3)
    throw Error(source.name + ": channels is 1 or 3, not " + std::to_string(form.channels));
  if (!source.find("channels"))
    form.channels = 0;
  return form;
}

std::string sizeText(const Tensor &image) {
  return std::to_string(image.dim(1)) + " x " + std::to_string(image.dim(0)) + " pixels";
}

/// Calls `work` with the numbers below `count`, on several threads. Throws what the lowest of those threw
/// that failed.
template <typename Work> void forAll(std::size_t count, Work work) {
  std::atomic<std::size_t> next{0}, failed{count};
  std::exception_ptr error;
  std::mutex mutex;
  const auto run = [&] {
    for (std::size_t i; (i = next++) < failed;)
      try {
        work(i);
      } catch (...) {
        // Numbers below this one are all done or being done: none of those is missed.
        const std::lock_guard lock(mutex);
        if (i < failed) {
          failed = i;
          error = std::current_exception();
        }
      }
  };
  std::vector<std::jthread> threads;
  const std::size_t others = std::min<std::size_t>(std::max(std::thread::hardware_concurrency(), 1u), count);
  for (std::size_t i = 1; i < others; ++i)
    threads.emplace_back(run);
  run();
  threads.clear();
  if (error)
    std::rethrow_exception(error);
}

/// All files as [height, width, channels], of one size.
std::vector<Tensor> decodeAll(const std::vector<std::string> &files, const Form &form,
                              const SourceSpec &source) {
  std::vector<Tensor> images(files.size());
  const auto decode = [&](std::size_t i) {
    Tensor image = readImage(files[i], form.channels);
    images[i] = form.height > 0 ? fitImage(image, form.height, form.width) : std::move(image);
  };
  decode(0);
  const Tensor &first = images.front();
  forAll(files.size() - 1, [&](std::size_t i) {
    decode(++i);
    if (images[i].dim(0) != first.dim(0) || images[i].dim(1) != first.dim(1))
      throw Error(files[i] + ": has " + sizeText(images[i]) + ", and " + files.front() + " has " +
                  sizeText(first) + "; --data '" + source.name + "(size=" + std::to_string(first.dim(0)) +
                  ")' gives all images one size");
  });
  return images;
}

} // namespace

bool isImageFolder(const std::string &folder) {
  return !subfoldersOf(folder).empty() || !imagesIn(folder, false).empty();
}

Dataset readImages(const SourceSpec &source, const std::vector<std::string> &vocabulary) {
  const Form form = formOf(source);
  const Listing listing =
      fs::is_directory(source.name) ? listFiles(rootOf(source), vocabulary) : Listing{{source.name}, {}, {}};
  std::vector<Tensor> images = decodeAll(listing.files, form, source);
  std::int64_t channels = 1;
  for (const Tensor &image : images)
    channels = std::max(channels, image.dim(2));

  const auto count = static_cast<std::int64_t>(images.size());
  const std::int64_t height = images.front().dim(0), width = images.front().dim(1);
  Dataset dataset;
  Tensor &all = dataset["images"] =
      Tensor(channels == 1 ? Shape{count, height, width} : Shape{count, channels, height, width}, DType::u8);
  const auto each = static_cast<std::size_t>(channels * height * width);
  for (std::size_t i = 0; i < images.size(); ++i) {
    copyToPlanes(images[i], all.values<std::uint8_t>().subspan(i * each, each), channels);
    images[i] = Tensor(); // its memory is wanted
  }
  if (!listing.labels.empty())
    dataset["labels"] = Tensor::of<std::int64_t>({count}, listing.labels);
  dataset.classNames = listing.classNames;
  return dataset;
}

} // namespace dlc
