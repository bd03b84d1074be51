// PNG and JPEG files as a dataset: the folders that they are in are the classes.
#pragma once

#include "Data/Spec.h"
#include "dlc/Dataset.h"

namespace dlc {

/// Whether a folder holds images, or folders.
bool isImageFolder(const std::string &folder);

/// Of a folder, or of one file: `images`, u8 [N, height, width] if all are grey or else [N, 3, height,
/// width], class after class and by name within these; and `labels` i64 [N], which count the subfolders in
/// the order of the alphabet, or in that of `vocabulary`, where it is not empty. A class is all images below
/// its folder. Without subfolders there are no labels. Where all of them are named train, test or validation,
/// the split names the one to read.
///
/// Settings: size=N or size=HEIGHTxWIDTH, to which images are fitted (fitImage), and channels=1 or 3.
/// Throws Error, with the file, for damage, for sizes that differ where none is set, and for folders of
/// classes without images or not in the vocabulary.
Dataset readImages(const SourceSpec &source, const std::vector<std::string> &vocabulary);

} // namespace dlc
