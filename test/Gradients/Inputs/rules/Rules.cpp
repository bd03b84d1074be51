// Read as text by coverage.test; never compiled.
table.addZero<CountOp>("its result is a count");
