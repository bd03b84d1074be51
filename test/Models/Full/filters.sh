# Five windows by hand, of which each sees what it is for: mean, binomial, across, down, Laplace.
dlc new filters -o filters.mlir
dlc run filters.mlir --entry responses --json >responses.json
exactly "answer of the binomial window to a plain area of 1" "$(value responses.json plain 1)" 1
exactly "answer of Sobel's window across to a step across" "$(value responses.json edge 2)" 4
exactly "answer of Sobel's window down to a step across" "$(value responses.json edge 3)" 0
exactly "answer of Laplace's window to a point" "$(value responses.json point 4)" -4
