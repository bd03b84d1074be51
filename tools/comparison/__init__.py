"""The parts of tools/compare. figures, plot, convolutions and suites need Python's standard library alone and run in the command itself;
the others run in the virtual environment of the rivals, each in a process of its own."""

# Why a rival with another layout of images is left out, where there are none; no failure that is worth a word.
ONE_LAYOUT = "there is one layout"
