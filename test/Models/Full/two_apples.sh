dlc new two_apples -o two_apples.mlir
dlc grad two_apples.mlir --graph --input apple=100 --input count=2 --input tax=1.1 --json >gradients.json
exactly "price of two apples at 100 with a tax of 1.1" "$(value gradients.json price)" 220
exactly "derivative with respect to the apple" "$(value gradients.json apple.gradient)" 2.2
exactly "derivative with respect to the count" "$(value gradients.json count.gradient)" 110
exactly "derivative with respect to the tax" "$(value gradients.json tax.gradient)" 200
exactly "price without tax, which the graph shows" "$(value gradients.json '%1 = mul(apple, count)')" 200
exactly "derivative with respect to it" "$(value gradients.json '%1 = mul(apple, count).gradient')" 1.1
