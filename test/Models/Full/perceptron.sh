dlc new perceptron -o perceptron.mlir
dlc run perceptron.mlir --entry gates --json >gates.json
exactly "rows of AND that are right" "$(value gates.json right 0)" 4
exactly "rows of NAND that are right" "$(value gates.json right 1)" 4
exactly "rows of OR that are right" "$(value gates.json right 2)" 4
exactly "rows of XOR that are right, at best" "$(value gates.json right 3)" 3
